export { redrawSquare } from './redraw';
