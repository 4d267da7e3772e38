import type { SqlEntityManager } from '@mikro-orm/sql'
import type { NativeCall } from '../query/native-call.ts'

/** What awaiting these methods of an entity manager gives. */
export const findMethods = {
  find: 'rows',
  findAll: 'rows',
  findOne: 'row',
  findOneOrFail: 'row',
  findAndCount: 'rowsAndCount',
  count: 'count',
} as const satisfies Record<string, NativeCall['gives']>

export type FindMethod = keyof typeof findMethods

/** What awaiting these methods of a query builder gives. */
export const builderMethods = {
  getResult: 'rows',
  getResultList: 'rows',
  getSingleResult: 'row',
  getCount: 'count',
} as const satisfies Record<string, NativeCall['gives']>

export type BuilderMethod = keyof typeof builderMethods

/** What was called, on what. */
export type Captured =
  | { readonly kind: 'find'; readonly em: SqlEntityManager; readonly method: FindMethod; readonly args: readonly unknown[] }
  | { readonly kind: 'builder'; readonly builder: object; readonly method: BuilderMethod; readonly args: readonly unknown[] }

/** Where a lazy call keeps what was called; the same in every copy of djust. */
export const capturedKey: unique symbol = Symbol.for('djust.mikroOrmCall')

/** A native call that starts when it is awaited, once, or that a page loads in its own way. */
export class LazyCall<Result = unknown> implements Promise<Result> {
  readonly [capturedKey]: Captured
  readonly #start: () => Promise<Result>
  #running: Promise<Result> | undefined

  constructor(captured: Captured, start: () => Promise<Result>) {
    this[capturedKey] = captured
    this.#start = start
  }

  get [Symbol.toStringTag](): string {
    return 'LazyCall'
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being awaited is how the call runs
  then<A = Result, B = never>(
    onFulfilled?: ((value: Result) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return (this.#running ??= this.#start()).then(onFulfilled, onRejected)
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Result | B> {
    return this.then(undefined, onRejected)
  }

  finally(onFinally?: (() => void) | null): Promise<Result> {
    return this.then(undefined, undefined).finally(onFinally)
  }
}

/** What was called, if the value is a lazy call or a lazy query builder. */
export function capturedOf(value: object): Captured | undefined {
  return Reflect.get(value, capturedKey) as Captured | undefined
}
