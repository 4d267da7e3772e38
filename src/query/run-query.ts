import { DjustError } from '../error.ts'
import { runnerOf } from './query-runner.ts'
import { printConditions } from './print-conditions.ts'
import type { QueryState } from './query-state.ts'

/** Runs a query as `await` does: the ORM's own entities, one of them, a number or a boolean, as its `result` says. */
export async function runQuery(state: QueryState): Promise<unknown> {
  switch (state.result) {
    case 'count':
      return state.none ? 0 : await runnerOf(state).count(state)
    case 'exists':
      return state.none ? false : await runnerOf(state).exists(state)
    case 'values':
      return state.none ? [] : [...(await runnerOf(state).values(state))]
    case 'aggregate':
      return (await runnerOf(state).values(state))[0]
    case 'rows':
      return state.none ? [] : [...(await runnerOf(state).entities(state))]
    case 'get':
    case 'first': {
      const rows = state.none ? [] : await runnerOf(state).entities(rowsOf(state))
      return onlyRow(rows, state)
    }
  }
}

/** As `runQuery` with plain objects instead of entities. */
export async function runPlain(state: QueryState, paths: readonly string[]): Promise<unknown> {
  if (state.result === 'rows') return state.none ? [] : [...(await runnerOf(state).plain(state, paths))]
  return onlyRow(state.none ? [] : await runnerOf(state).plain(rowsOf(state), paths), state)
}

/** The query of rows that tells the result of `get` (two rows show that there are several) or `first`. */
export function rowsOf(state: QueryState): QueryState {
  const limit = Math.min(state.limit ?? Infinity, state.result === 'get' ? 2 : 1)
  return Object.freeze({ ...state, limit, result: 'rows' as const })
}

/** The row that `get` or `first` means: for `get` an error unless there is exactly one. */
export function onlyRow<Row>(rows: readonly Row[], state: QueryState): Row | null {
  const [row, ...others] = rows
  if (state.result !== 'get') return row ?? null
  if (row === undefined) {
    throw new DjustError('query/does-not-exist', `There is no ${describeQuery(state)}.`, {
      hint: 'Use .first(), which gives null, where there may be none.',
    })
  }
  if (others.length > 0) {
    throw new DjustError('query/multiple-objects', `There is more than one ${describeQuery(state)}, where get() needs exactly one.`, {
      hint: 'Add conditions that only one row meets, or use .first().',
    })
  }
  return row
}

function describeQuery(state: QueryState): string {
  const conditions = printConditions(state)
  return conditions === '' ? state.entity.name : `${state.entity.name} with ${conditions}`
}
