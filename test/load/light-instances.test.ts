import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { queryState } from '../../src/query/lazy-query.ts'
import { NotLoadedError } from '../../src/serialize/not-loaded-error.ts'
import { RelatedList } from '../../src/serialize/related-list.ts'
import { templateFields, type TemplateFields } from '../../src/util/template-fields.ts'
import { DecimalValue } from '../../src/value/decimal-value.ts'
import { identityOf } from '../../src/value/identity.ts'
import { PlainDate } from '../../src/value/plain-date.ts'
import { isTrue } from '../../src/value/truth.ts'
import { type LoadedOffice, openLoadedOffice, Person } from './support/office-data.ts'
import { allOf } from './support/plan-of.ts'

let office: LoadedOffice
let ada: any
beforeAll(async () => {
  office = await openLoadedOffice()
  const plan = allOf(office.schema, 'Person', {
    fields: ['id', 'name', 'pay', 'hired', 'account', 'active', 'seenAt'],
    many: { reports: { head: Infinity, rows: { fields: ['name'] } } },
  })
  ada = (await office.load(plan, Person.objects.filter({ id: 1 })))[0]
})
afterAll(() => office.close())

describe('a light instance', () => {
  test('is an instance of the entity, whose getters run on it', () => {
    expect(ada).toBeInstanceOf(Person)
    expect(ada.shout).toBe('ADA')
  })

  test('has what was loaded as own data properties, as the entity has it', () => {
    expect(Object.keys(ada)).toEqual(['id', 'name', 'pay', 'hired', 'account', 'active', 'seenAt', 'reports'])
    expect(Object.values(Object.getOwnPropertyDescriptors(ada)).every((property) => 'value' in property)).toBe(true)
    expect([ada.pay, ada.hired, ada.account, ada.active, ada.seenAt]).toEqual([
      '1.50',
      '2026-01-01',
      9007199254740993n,
      null,
      new Date('2026-01-02T03:04:05Z'),
    ])
  })

  test('throws for every other field and relation, naming it and what to do', () => {
    expect(() => ada.level).toThrow(NotLoadedError)
    expect(() => ada.level).toThrow(
      "Person.level was read but not loaded\n\nCode that djust can't follow reads it. Name it in the template, or in .only('level') on the query.",
    )
    expect(() => ada.home).toThrow(".selectRelated('home')")
    expect(() => ada.skills).toThrow(".prefetchRelated('skills')")
    expect(() => identityOf(ada.reports[0])).toThrow('Person.id was read but not loaded')
  })

  test('takes what a method assigns, and no setter of the ORM runs', async () => {
    const [row] = await office.load(
      allOf(office.schema, 'Person', { fields: ['id'], one: { boss: { fields: ['id'] } } }),
      Person.objects.filter({ id: 2 }),
    )
    row.boss = null
    row.level = 3
    expect([row.boss, row.level]).toEqual([null, 3])
    expect(Object.keys(row)).toEqual(['id', 'boss', 'level'])
  })

  test('shows templates dates and decimals as such', () => {
    const convert = ada[templateFields] as TemplateFields
    expect(Object.keys(convert)).toEqual(['pay', 'hired', 'leads'])
    expect(convert['leads']!(null)).toBe(undefined)
    expect(convert['pay']!(ada.pay)).toEqual(DecimalValue.from('1.50'))
    expect(convert['hired']!(ada.hired)).toEqual(new PlainDate(2026, 1, 1))
    expect(convert['hired']!(null)).toBe(null)
  })

  test('has the same hidden class as the other rows of its plan', async () => {
    const rows = await office.load(allOf(office.schema, 'Person', { fields: ['id', 'nick'] }), Person.objects.all())
    expect(new Set(rows.map((row: object) => Object.getPrototypeOf(row))).size).toBe(1)
  })

  test('is JSON of what was loaded', async () => {
    const [row] = await office.load(
      allOf(office.schema, 'Person', { fields: ['id', 'hired'], one: { home: { fields: ['name'] } } }),
      Person.objects.all(),
    )
    expect(JSON.parse(JSON.stringify(row))).toEqual({ id: 1, hired: '2026-01-01', home: { name: 'Core' } })
  })

  test('is made by generated code that can be read', () => {
    const [statement] = office.loader.statements(
      allOf(office.schema, 'Person', { fields: ['id', 'pay'], one: { boss: { fields: ['id'] } } }),
      queryState(Person.objects.all())!,
    )
    expect(office.loader.serializerSource(statement!)).toMatchSnapshot()
  })
})

describe('a RelatedList', () => {
  const list = RelatedList.from([3, 1, 2]) as RelatedList<number>

  test('is an array with the words of Django and MikroORM', () => {
    expect([
      list.count(),
      list.exists(),
      list.first(),
      list.last(),
      list.all() === list,
      list.isInitialized(),
      list.isEmpty(),
      list.contains(1),
    ]).toEqual([3, true, 3, 2, true, true, false, true])
    expect([list.exists((n) => n > 3), list.getItems(), list.toArray()]).toEqual([false, [3, 1, 2], [3, 1, 2]])
    const empty = new RelatedList()
    expect([empty.first(), empty.last(), empty.exists(), isTrue(empty)]).toEqual([null, null, false, false])
  })

  test('gives plain arrays', () => {
    for (const made of [list.map((n) => n), list.filter(() => true), list.slice(1), list.getItems()]) expect(made.constructor).toBe(Array)
  })
})
