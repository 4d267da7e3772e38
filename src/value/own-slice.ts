/** The key of a method by which a list of which only some rows are known gives those from one index up to another. */
export const ownSlice: unique symbol = Symbol.for('djust.slice')

export interface SlicesItself {
  [ownSlice](start: number, stop: number): readonly unknown[]
}

export function slicesItself(value: object): value is SlicesItself {
  return typeof (value as Partial<SlicesItself>)[ownSlice] === 'function'
}
