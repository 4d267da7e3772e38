import { DjustError } from '../error.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import type { Layout, LevelLayout, ListLayout, NestedLayout, Statement } from '../query/statement.ts'
import type { Field, Model } from '../schema/schema.ts'
import { CodeScope, LocalNames } from './generate.ts'
import { type LightClass, lightClass } from './light-class.ts'

/**
 * Where rows leave the keys of what comes from other statements. A key is the raw value of the one key column, or an
 * array of several. A row's list is what `lists[n]` gives; `levels[n]` sets its property later. Rows of nested lists are here.
 */
export interface RowSinks {
  readonly lists: readonly ListSink[]
  readonly levels: readonly { add(row: object, key: unknown): void }[]
  /** The one object that stands for a row, where the plan says that there must be one: it takes over what `made` has. */
  share(model: Model, key: unknown, made: object): object
}

interface ListSink {
  take(key: unknown, count: number | null, exists: boolean | null): unknown
  /** One whose rows are here. */
  filled(rows: object[], count: number | null, exists: boolean | null): unknown
}

/** Generated code of one statement: positional rows → light instances. */
export interface RowMaker {
  /** The function and the classes it fills, to print. */
  readonly source: string
  readonly outlets: Outlets
  make(rows: readonly (readonly unknown[])[], sinks: RowSinks): object[]
}

/** The to-many relations and levels of a layout in the order of `RowSinks`. */
export interface Outlets {
  readonly lists: { readonly layout: ListLayout; readonly owner: Model }[]
  readonly levels: { readonly layout: LevelLayout; readonly owner: Model }[]
}

export function outletsOf(layout: Layout, into: Outlets = { lists: [], levels: [] }): Outlets {
  const owner = layout.node.model
  for (const one of layout.one) outletsOf(one.layout, into)
  for (const level of layout.levels) into.levels.push({ layout: level, owner })
  for (const list of layout.many) {
    into.lists.push({ layout: list, owner })
    if (list.nested) outletsOf(list.nested.layout, into)
  }
  return into
}

/** Makes row makers; the class of a plan node is the same in all statements that load it. */
export class RowMakers {
  readonly #adapter: OrmAdapter
  readonly #classes = new WeakMap<object, LightClass>()
  readonly #makers = new WeakMap<Statement, RowMaker>()

  constructor(adapter: OrmAdapter) {
    this.#adapter = adapter
  }

  of(statement: Statement): RowMaker {
    let maker = this.#makers.get(statement)
    if (!maker) this.#makers.set(statement, (maker = this.#generate(statement)))
    return maker
  }

  #generate({ layout, repeats }: Statement): RowMaker {
    if (!layout) throw new TypeError('a statement that gives a number has no rows')
    const code = new RowCode(this.#adapter, (of) => this.#class(of))
    const source = code.function(layout, repeats)
    const make = code.scope.evaluate(source) as (rows: unknown, lists: unknown, levels: unknown, share: unknown) => object[]
    return {
      source: [...code.classes.values(), source].join('\n\n'),
      outlets: outletsOf(layout),
      make: (rows, sinks) =>
        make(rows, sinks.lists, sinks.levels, (model: Model, key: unknown, made: object) => sinks.share(model, key, made)),
    }
  }

  #class(layout: Layout): LightClass {
    // Annotations of the same name may be of another type in another query.
    const key = layout.annotations.length > 0 ? layout : layout.node
    let light = this.#classes.get(key)
    if (!light) this.#classes.set(key, (light = lightClass(layout)))
    return light
  }
}

const statementRow = { name: 'r', isColumn: false }

class RowCode {
  readonly scope = new CodeScope()
  /** The text of each, by its name in the code. */
  readonly classes = new Map<string, string>()
  readonly #adapter: OrmAdapter
  readonly #classOf: (layout: Layout) => LightClass
  readonly #names = new LocalNames(['make', 'rows', 'lists', 'levels', 'share', 'length', 'out'])
  readonly #maps: string[] = []
  readonly #locals: string[] = []
  readonly #lists: string[] = []
  readonly #levels: string[] = []
  /** The row that is read: its name, and whether it has columns or is the one column there is. */
  #from = statementRow

  constructor(adapter: OrmAdapter, classOf: (layout: Layout) => LightClass) {
    this.#adapter = adapter
    this.#classOf = classOf
  }

  function(layout: Layout, repeats: boolean): string {
    const body: string[] = []
    const root = repeats || layout.levels.length > 0 || layout.node.shared ? this.#row(layout, 'row', body) : this.#instance(layout, body)
    const declared = [...this.#maps.map((map) => `${map} = new Map()`), ...this.#locals]
    return [
      `function make(rows, lists, levels${layout.node.shared ? ', share' : ''}) {`,
      '  const length = rows.length, out = new Array(length)',
      ...sinks('lists', this.#lists),
      ...sinks('levels', this.#levels),
      ...(declared.length > 0 ? [`  let ${declared.join(', ')}`] : []),
      '  for (let i = 0; i < length; i++) {',
      '    const r = rows[i]',
      ...body.map((line) => `    ${line}`),
      `    out[i] = ${root}`,
      '  }',
      '  return out',
      '}',
    ].join('\n')
  }

  /** `new Class(…)`; what must happen before it goes to `body`. */
  #instance(layout: Layout, body: string[]): string {
    const light = this.#classOf(layout)
    // By name: the class may have been made for another statement, in which a relation was loaded in another way.
    const values = new Map<string, string>()
    for (const { relation, layout: target } of layout.one) values.set(relation.name, this.#one(target, relation.name, body))
    for (const { name, field, column } of layout.fields)
      values.set(name, this.#decoded(this.#field(column, field, layout.node.model), this.#decoder(field)))
    for (const { name, decode, column } of layout.annotations) values.set(name, this.#decoded(this.#column(column), decode))
    for (const { one } of layout.levels) values.set(one.relation.name, 'null')
    for (const list of layout.many) values.set(list.many.relation.name, this.#list(list, layout.node.model, body))
    const { variants } = layout.node.model
    const discriminator = variants && layout.fields.find((field) => field.name === variants.field)
    const isChosen = discriminator !== undefined && light.choose !== null
    const name = isChosen ? this.scope.named(light.choose, `${light.title}Of`) : this.scope.named(light.create, light.title)
    const constructor = isChosen ? `(${name}(${this.#column(discriminator.column)}))` : name
    this.classes.set(name, isChosen ? light.source : light.source.replace(light.title, () => name))
    return `new ${constructor}(${light.names.map((name) => values.get(name)).join(', ')})`
  }

  /** A joined row, or null for a missing one. */
  #one(layout: Layout, name: string, body: string[]): string {
    if (layout.presence === null) return this.#row(layout, name, body)
    const inner: string[] = []
    const local = this.#row(layout, name, inner)
    body.push(`if (${this.#column(layout.presence)} === null) ${local} = null`, 'else {', ...inner.map((line) => `  ${line}`), '}')
    return local
  }

  /** A local with the row's instance, made once for each key that the rows of the statement have. */
  #row(layout: Layout, wanted: string, body: string[]): string {
    const local = this.#names.take(wanted, 'row')
    this.#locals.push(local)
    const key = keyColumn(layout)
    const inner: string[] = []
    const made = this.#instance(layout, inner)
    const instance = layout.node.shared ? `share(${this.scope.name(layout.node.model, 'M')}, ${this.#sharedKey(layout)}, ${made})` : made
    const map = key === undefined ? undefined : this.#names.take(`${local}ByKey`, 'byKey')
    if (map) this.#maps.push(map)
    inner.push(map ? `${map}.set(${this.#column(key!)}, ${local} = ${instance})` : `${local} = ${instance}`)
    this.#sendLevels(layout, local, inner)
    if (map) body.push(`if ((${local} = ${map}.get(${this.#column(key!)})) === undefined) {`, ...inner.map((line) => `  ${line}`), '}')
    else body.push(...inner)
    return local
  }

  #list({ key, count, exists, many, nested }: ListLayout, owner: Model, body: string[]): string {
    const number = count === null ? 'null' : `Number(${this.#column(count)})`
    const some = exists === null ? 'null' : `Number(${this.#column(exists)}) > 0`
    const sink = this.#sink(this.#lists, many.relation.name)
    if (!nested) return `${sink}.take(${this.#key(key)}, ${number}, ${some})`
    return `${sink}.filled(${this.#nested(nested, many.relation.name, owner, body)}, ${number}, ${some})`
  }

  /** A local with the rows of a column, each made where it stands. */
  #nested({ column, layout, width, reversed }: NestedLayout, relation: string, owner: Model, body: string[]): string {
    const [rows, row] = [this.#names.take(`${relation}Rows`, 'rows'), this.#names.take(`${relation}Row`, 'row')]
    this.#locals.push(rows, row)
    const place = JSON.stringify(`${owner.name}.${relation}`)
    body.push(`${rows} = ${this.scope.name(nestedRows, 'J')}(${this.#column(column)}, ${place}${reversed ? ', true' : ''})`)
    const outer = this.#from
    this.#from = { name: row, isColumn: width === 1 }
    const inner: string[] = []
    const made = this.#instance(layout, inner)
    this.#from = outer
    const lines = [`${row} = ${rows}[j]`, ...inner, `${rows}[j] = ${made}`]
    body.push(`for (let j = 0; j < ${rows}.length; j++) {`, ...lines.map((line) => `  ${line}`), '}')
    return rows
  }

  #sendLevels(layout: Layout, row: string, body: string[]): void {
    for (const { key, one } of layout.levels) body.push(`${this.#sink(this.#levels, one.relation.name)}.add(${row}, ${this.#key(key)})`)
  }

  /** The one that comes next, named after its relation. */
  #sink(sinks: string[], relation: string): string {
    const name = this.#names.take(relation, 'sink')
    sinks.push(name)
    return name
  }

  #decoder(field: Parameters<OrmAdapter['decode']>[0]): ((raw: unknown) => unknown) | null {
    const adapter = this.#adapter
    return adapter.decoder ? adapter.decoder(field) : (raw) => adapter.decode(field, raw)
  }

  #field(column: number, field: Field, model: Model): string {
    const value = this.#column(column)
    if (this.#from === statementRow || field.type !== 'integer') return value
    return `${this.scope.name(wholeNumber, 'W')}(${value}, ${JSON.stringify(`${model.name}.${field.name}`)})`
  }

  #column(column: number): string {
    return this.#from.isColumn ? this.#from.name : `${this.#from.name}[${column}]`
  }

  #key(columns: readonly number[]): string {
    if (columns.length === 0) return 'null'
    if (columns.length === 1) return this.#column(columns[0]!)
    return `[${columns.map((column) => this.#column(column)).join(', ')}]`
  }

  /** The row's whole key: what it stands in among all rows of its model. */
  #sharedKey({ node, fields }: Layout): string {
    const columns = node.model.primaryKey.map((name) => this.#column(fields.find((field) => field.name === name)!.column))
    return columns.length === 1 ? columns[0]! : `JSON.stringify([${columns.map((column) => `String(${column})`).join(', ')}])`
  }

  #decoded(raw: string, decode: ((raw: unknown) => unknown) | null): string {
    return decode ? `${this.scope.name(decode, 'd')}(${raw})` : raw
  }
}

/** Drivers refuse a number with more digits than a double keeps, or give its text; JSON would round it. */
function wholeNumber(value: unknown, place: string): unknown {
  if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value
  throw new DjustError('load/number', `${place} is an integer, but holds ${value}, which has more digits than a number keeps`, {
    hint: 'Declare it as a bigint.',
  })
}

function sinks(from: string, names: readonly string[]): string[] {
  return names.map((name, n) => `  const ${name} = ${from}[${n}]`)
}

/** The rows of a column of JSON, which some drivers have parsed already. */
function nestedRows(json: unknown, place: string, reversed?: boolean): unknown[] {
  if (json === null) return []
  const rows = typeof json === 'string' ? parsed(json, place) : (json as unknown[])
  return reversed ? rows.reverse() : rows
}

function parsed(text: string, place: string): unknown[] {
  try {
    return JSON.parse(text) as unknown[]
  } catch (cause) {
    throw new DjustError('load/json', `The rows of ${place} came as text that is no JSON`, {
      hint: 'MariaDB cuts it off after group_concat_max_len bytes: leave that as it is from the start, 1,048,576.',
      cause,
    })
  }
}

/** The column that tells rows of a joined model apart; undefined where the key has several or is not loaded. */
function keyColumn({ node, fields }: Layout): number | undefined {
  const [key, ...others] = node.model.primaryKey
  if (others.length > 0) return undefined
  return fields.find((field) => field.name === key)?.column
}
