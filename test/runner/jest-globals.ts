/** What Jest offers a test file, as globals and as the module `@jest/globals`. */
export const globalNames = [
  ...['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'expect', 'fdescribe', 'fit'],
  ...['it', 'jest', 'test', 'xdescribe', 'xit', 'xtest'],
];

const key = 'jest-globals';

/** The module `@jest/globals` of the file whose turn it is. */
export const globalsSource = `export const { ${globalNames.join(', ')} } = globalThis[Symbol.for('${key}')];`;

export function offerJestGlobals(globals: object): void {
  Object.assign(globalThis, { [Symbol.for(key)]: globals });
}
