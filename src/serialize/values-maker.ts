import type { ValuesState } from '../query/query-state.ts'
import type { ValueColumn } from '../query/select-values.ts'
import { templateFields } from '../util/template-fields.ts'
import { templateConverter } from './template-values.ts'
import { setValue } from '../util/set-value.ts'

/** Makes plain objects (or lists, or bare values) of the rows of a query of values; for templates, dates and decimals are such. */
export class ValuesMaker {
  readonly #columns: readonly ValueColumn[]
  readonly #root: Level = { leaves: [], inner: [], converters: null }
  readonly #list: readonly number[] | null
  readonly #flat: boolean

  constructor(columns: readonly ValueColumn[], { list, flat }: Pick<ValuesState, 'list' | 'flat'>) {
    this.#columns = columns
    this.#list = list && list.map((name) => columns.findIndex((column) => column.name === name))
    this.#flat = flat
    for (const [at, column] of columns.entries()) place(this.#root, column.name.split('.'), at, column)
  }

  row(raw: readonly unknown[], forTemplate: boolean): unknown {
    const values = this.#columns.map(({ decode }, at) => decode(raw[at]))
    if (!this.#list) return object(this.#root, values, forTemplate)
    const items = this.#list.map((at) => {
      const convert = forTemplate ? templateConverter(this.#columns[at]!.field) : undefined
      return convert && values[at] !== null ? convert(values[at]) : values[at]
    })
    return this.#flat ? items[0] : items
  }
}

interface Level {
  readonly leaves: { readonly name: string; readonly at: number }[]
  readonly inner: { readonly name: string; readonly level: Level }[]
  converters: Record<string, (value: unknown) => unknown> | null
}

function place(level: Level, [name, ...rest]: readonly string[], at: number, column: ValueColumn): void {
  if (name === undefined) return
  if (rest.length > 0) {
    let next = level.inner.find((one) => one.name === name)
    if (!next) level.inner.push((next = { name, level: { leaves: [], inner: [], converters: null } }))
    place(next.level, rest, at, column)
    return
  }
  level.leaves.push({ name, at })
  const convert = templateConverter(column.field)
  if (convert) (level.converters ??= Object.create(null) as Record<string, (value: unknown) => unknown>)[name] = convert
}

function object(level: Level, values: readonly unknown[], forTemplate: boolean): object {
  const out: Record<string | symbol, unknown> = {}
  for (const { name, at } of level.leaves) set(out, name, values[at])
  for (const { name, level: inner } of level.inner) set(out, name, object(inner, values, forTemplate))
  if (forTemplate && level.converters) out[templateFields] = level.converters
  return out
}

/** As an own property whatever its name is. */
function set(out: Record<string | symbol, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') setValue(out, name, value)
  else out[name] = value
}
