import { keysParameter } from '../query/key-condition.ts'
import type { Dialect } from '../query/orm-adapter.ts'
import type { RowsQuery } from '../query/rows-query.ts'
import type { Slot } from '../query/statement.ts'
import type { Restrictions } from './statement-cache.ts'

/** What fills the slots of one execution. */
export interface SlotValues {
  readonly dialect: Dialect
  readonly query: Pick<RowsQuery, 'limit' | 'offset'>
  readonly conditions: readonly unknown[]
  /** The parents' keys, one value a key column. */
  readonly keys: readonly (readonly unknown[])[]
  readonly restrictions: Restrictions
}

/** The parameters of one execution, in the order of the statement's slots. */
export function parameters(slots: readonly Slot[], values: SlotValues): readonly unknown[] {
  return slots.map((slot) => parameter(slot, values))
}

function parameter(slot: Slot, values: SlotValues): unknown {
  switch (slot.kind) {
    case 'constant':
      return slot.value
    case 'condition':
      return values.conditions[slot.index]
    case 'limit':
      return values.query.limit
    case 'top':
      return Math.min(slot.most, values.query.limit ?? Infinity)
    case 'offset':
      return values.query.offset
    case 'keys':
      return keysParameter(values.dialect, values.keys)
    case 'key':
      return values.keys[0]?.[slot.index]
    case 'restriction':
      for (const [model, { parameters: given }] of values.restrictions) if (model.name === slot.model) return given[slot.index]
      throw new TypeError(`the statement was compiled for a restriction of ${slot.model} that is not there`)
  }
}
