import { AsyncLocalStorage } from 'node:async_hooks'
import { DjustError } from '../error.ts'

/** A query that the application awaited where no statement may run. */
export interface AskedQuery {
  /** The entity's name; null for a statement of the ORM's own. */
  readonly model: string | null
  readonly gives: 'rows' | 'values' | 'count' | 'exists' | 'statement'
}

/** Says what such a query gives; undefined refuses it. */
export type Answer = (asked: AskedQuery) => unknown

/** Code that runs without a database: what it awaits is answered or refused, whatever the rest of the process does. */
export class Offline {
  readonly #answer = new AsyncLocalStorage<Answer>()

  get isOn(): boolean {
    return this.#answer.getStore() !== undefined
  }

  run<T>(answer: Answer, body: () => T): T {
    return this.#answer.run(answer, body)
  }

  /** Keeps a statement that can't be answered from the database. */
  refuse(asked: AskedQuery): void {
    const answer = this.#answer.getStore()
    if (!answer) return
    answer(asked)
    throw awaitedQuery(asked)
  }

  /** The answer to a query of code that runs without a database; undefined for all other code, which asks the database. */
  async answer(asked: AskedQuery): Promise<{ readonly value: unknown } | undefined> {
    const answer = this.#answer.getStore()
    if (!answer) return undefined
    const value = answer(asked)
    if (value !== undefined) return { value }
    // Only in a later turn does the error's stack show the functions that await the query.
    await Promise.resolve()
    throw awaitedQuery(asked)
  }
}

function awaitedQuery({ model, gives }: AskedQuery): DjustError {
  const words = { rows: 'rows', values: 'values', count: 'a count', exists: 'the existence', statement: 'a statement' }
  return new DjustError(
    'check/awaited-query',
    `${words[gives]}${model === null ? " of the ORM's own" : ` of ${model}`} would be asked of the database here, which is not used now`,
    {
      hint: 'Leave the query lazy, without await, or say what it gives.',
    },
  )
}
