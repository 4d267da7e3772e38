import { expect, test } from 'vitest'
import { schemaText } from '../../src/plan/schema-text.ts'
import type { Embedded, EntityClass, Field, Member, Model, Pivot, Relation, Schema } from '../../src/schema/schema.ts'

class Parent {
  get label(): string {
    return 'a'
  }
}
class OtherParent {
  get label(): string {
    return 'b'
  }
}
class Child extends Parent {}

const field: Required<Field> = {
  name: 'title',
  column: 'title',
  type: 'string',
  nullable: false,
  primary: false,
  hidden: false,
  lazy: false,
  held: false,
  expression: (alias) => `${alias}.a`,
  opaque: false,
  inner: modelOf({ name: 'Part' }),
  valueOrder: ['a', 'b'],
  scale: null,
  native: null,
}
const pivot: Pivot = { table: 'pivot', tableSchema: null, local: ['a'], foreign: ['b'], order: null }
const embedded: Embedded = { presence: null }
const relation: Required<Relation> = {
  name: 'author',
  kind: 'one',
  model: 'Author',
  nullable: false,
  owner: true,
  hidden: false,
  local: ['author_id'],
  foreign: ['id'],
  pivot,
  indexedKey: 'int',
  ordering: [],
  inverse: null,
  embedded,
}
const member: Required<Member> = { name: 'label', kind: 'getter', owner: Parent, overrides: [] }

/** One other value for each property, by which a plan may differ; null for one by which none can. */
type Others<Part> = { readonly [Name in keyof Required<Part>]: Required<Part>[Name] | null }

const otherFields: Others<Field> = {
  name: 'heading',
  column: 'heading',
  type: 'text',
  nullable: true,
  primary: true,
  hidden: true,
  lazy: true,
  held: true,
  expression: (alias) => `${alias}.b`,
  opaque: true,
  inner: modelOf({ name: 'OtherPart' }),
  valueOrder: ['b', 'a'],
  scale: 2,
  // For the adapter alone, when rows are read.
  native: null,
}
const otherRelations: Others<Relation> = {
  name: 'writer',
  kind: 'many',
  model: 'User',
  nullable: true,
  owner: false,
  hidden: true,
  local: ['writer_id'],
  foreign: ['key'],
  pivot: { ...pivot, order: 'n' },
  // For the text of statements alone.
  indexedKey: null,
  ordering: [{ path: ['name'], descending: true, nulls: undefined }],
  inverse: 'books',
  embedded: { presence: ['a'] },
}
const otherMembers: Others<Member> = { name: 'title', kind: 'method', owner: OtherParent, overrides: [OtherParent] }
const otherModels: Others<Model> = {
  name: 'Volume',
  entity: Child,
  table: 'volumes',
  tableSchema: 'shop',
  primaryKey: ['isbn'],
  fields: new Map([['title', field]]),
  relations: new Map([['author', relation]]),
  members: new Map([['label', member]]),
  ordering: [{ path: ['title'], descending: false, nulls: 'last' }],
  variants: { field: 'kind', classes: new Map([['child', Child]]), lacking: new Map([[Child, new Set(['title'])]]) },
  unsupported: new Map([['cover', 'it is too large']]),
  transient: new Map([['draft', { hidden: false }]]),
}

const cases = [
  ...changes(otherModels, (change) => modelOf(change)),
  ...changes(otherFields, (change) => modelOf({ fields: new Map([['title', { ...field, ...change }]]) }), 'fields'),
  ...changes(otherRelations, (change) => modelOf({ relations: new Map([['author', { ...relation, ...change }]]) }), 'relations'),
  ...changes(otherMembers, (change) => modelOf({ members: new Map([['label', { ...member, ...change }]]) }), 'members'),
  ...changes(
    otherFields,
    (change) =>
      modelOf({ fields: new Map([['part', { ...field, inner: modelOf({ fields: new Map([['title', { ...field, ...change }]]) }) }]]) }),
    'fields of JSON',
  ),
]

test.each(cases)('%s', (_, before, after) => {
  expect(textOf(after)).not.toBe(textOf(before))
})

test('the text of a class and its parents', () => {
  const withGetter = (text: string): EntityClass =>
    new Function('Parent', `return class Book extends Parent { get label() { ${text} } }`)(Parent)
  const [first, same, other] = ['return 1', 'return 1', 'return 2'].map((text) => textOf(modelOf({ entity: withGetter(text) })))
  expect(same).toBe(first)
  expect(other).not.toBe(first)
  class Declared extends Parent {
    static reads = { label: ['title'] }
  }
  const declared = textOf(modelOf({ entity: Declared }))
  Declared.reads = { label: ['pages'] }
  expect(textOf(modelOf({ entity: Declared }))).not.toBe(declared)
})

function changes<Part extends object>(
  others: Others<Part>,
  made: (change: object) => Model,
  of = 'model',
): (readonly [name: string, before: Model, after: Model])[] {
  return Object.entries(others).flatMap(([name, value]) =>
    value === null ? [] : [[`${of}: ${name}`, made({}), made({ [name]: value })] as const],
  )
}

function modelOf(change: Partial<Model>): Model {
  return {
    name: 'Book',
    entity: Parent,
    table: 'books',
    tableSchema: null,
    primaryKey: ['id'],
    fields: new Map(),
    relations: new Map(),
    members: new Map(),
    ordering: [],
    ...change,
  }
}

function textOf(model: Model): string {
  return schemaText({ models: new Map([[model.name, model]]), modelOf: () => model } satisfies Schema)
}
