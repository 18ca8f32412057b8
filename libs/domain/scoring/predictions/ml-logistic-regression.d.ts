declare module 'ml-logistic-regression' {
  import type { Matrix } from 'ml-matrix';

  export default class LogisticRegression {
    constructor(options?: { numSteps?: number; learningRate?: number });
    /** One per class; that of class 0 has the weights for "not 0". */
    classifiers: { weights: Matrix }[];
    train(features: Matrix, classes: Matrix): void;
  }
}
