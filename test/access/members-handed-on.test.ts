// What members hand to functions of other modules, which can't be seen: rows, with the functions that are to be called with them.
import { expect, test } from 'vitest'
import { Person, type Tag, useCrew } from './support/crew.ts'

type Any = any

/** As libraries have them. */
const groupBy = (rows: Iterable<Any>, by: (row: Any) => unknown): Record<string, Any[]> => {
  const groups: Record<string, Any[]> = {}
  for (const row of rows) (groups[String(by(row))] ??= []).push(row)
  return groups
}
const groupToMap = (rows: Iterable<Any>, by: (row: Any) => unknown): Map<unknown, Any[]> => Map.groupBy(rows, by)
const keyBy = (rows: Iterable<Any>, by: (row: Any) => unknown): Record<string, Any> =>
  Object.fromEntries(Array.from(rows, (row): [string, Any] => [String(by(row)), row]))
const sumBy = (rows: Iterable<Any>, by: (row: Any) => number): number => Array.from(rows).reduce<number>((sum, row) => sum + by(row), 0)
const maxBy = (rows: Iterable<Any>, by: (row: Any) => number): Any => Array.from(rows).toSorted((a, b) => by(b) - by(a))[0]
const partition = (rows: readonly Any[], test: (row: Any) => boolean): Any[][] => [rows.filter(test), rows.filter((row) => !test(row))]
const chunk = (rows: readonly Any[], size: number): Any[][] =>
  rows.length > 0 ? [rows.slice(0, size), ...chunk(rows.slice(size), size)] : []
const uniqueBy = (rows: readonly Any[], by: (row: Any) => unknown): Any[] => [...new Map(rows.map((row) => [by(row), row])).values()]
const last = (rows: readonly Any[]): Any => rows.at(-1)
const compact = (rows: readonly Any[]): Any[] => rows.filter(Boolean)
const flow =
  (...functions: ((value: Any) => Any)[]) =>
  (value: unknown): Any =>
    functions.reduce<Any>((given, each) => each(given), value)
const memoize = (make: (row: Any) => Any): ((row: object) => Any) => {
  const made = new Map<object, unknown>()
  return (row) => made.get(row) ?? made.set(row, make(row)).get(row)
}
const chain = (rows: Iterable<Any>): Any => ({
  sorted: (by: (row: Any) => string) => chain(Array.from(rows).toSorted((a, b) => by(a).localeCompare(by(b)))),
  value: () => Array.from(rows),
})
const choose = (row: object, arms: readonly (readonly [(row: Any) => boolean, (row: Any) => string])[]): string =>
  arms.find(([test]) => test(row))![1](row)
const optional = (value: unknown, ...steps: ((value: Any) => Any)[]): Any =>
  steps.reduce<Any>((given, step) => (given === null || given === undefined ? given : step(given)), value)
const inherit = (prototype: object): Any => Object.create(prototype)

class Own extends Person {
  inChunksOf(size = 1): Any[][] {
    return chunk(this.team.unwrap().people.getItems(), size)
  }
  withAndWithout(): Any[][] {
    return partition(this.team.unwrap().people.getItems(), (one: Person) => one.tags.length > 0)
  }
  byTeam(): object {
    return groupBy(this.reports, (one: Person) => one.team.unwrap().title)
  }
  get grouped(): string {
    const groups = groupBy(this.tags, (tag: Tag) => tag.color)
    return Object.entries(groups)
      .map(([color, tags]) => `${color}:${tags.map((tag) => tag.label).join()}`)
      .join()
  }
  get groupedDeeply(): string {
    return Object.values(groupBy(this.reports, (one: Person) => one.team.unwrap().title))
      .map((all) => `${all.length}${all[0]!.boss.name}`)
      .join()
  }
  get groupedByName(): string {
    const { red = [], blue = [] } = groupBy(this.tags, (tag: Tag) => tag.color)
    return `${red.length}${blue.map((tag) => tag.label).join()}`
  }
  get groupedInLoop(): string {
    const groups = groupBy(this.reports.getItems(), (one: Person) => one.name)
    let text = ''
    for (const name in groups) for (const one of groups[name]!) text += one.team.unwrap().motto
    return text
  }
  get groupedInMap(): string {
    const groups = groupToMap(this.reports, (one: Person) => one.name)
    return (
      [...groups].map(([name, [one]]) => `${String(name)}${one.team.unwrap().title}`).join() + (groups.get('Bob')?.[0].boss.email ?? '-')
    )
  }
  get keyed(): string {
    return keyBy(this.reports, (one: Person) => one.name)['Bob']?.team.unwrap().title ?? '-'
  }
  get summed(): number {
    return sumBy(this.reports, (one: Person) => one.team.unwrap().title.length + one.tags.length)
  }
  get largest(): string {
    return maxBy(this.reports, (one: Person) => one.tags.length)?.team.unwrap().title ?? '-'
  }
  get parted(): string {
    const [some, none] = partition(this.reports.getItems(), (one: Person) => one.tags.length > 0)
    return some!.map((one) => one.team.unwrap().title).join() + none!.length
  }
  get inChunks(): string {
    return chunk(this.tags.getItems(), 2)
      .map(([one, other]) => `${one.label}${other?.person.name ?? '-'}`)
      .join()
  }
  get distinctTeams(): number {
    return uniqueBy(this.team.unwrap().people.getItems(), (one: Person) => one.team.unwrap()).length
  }
  get lastReport(): string {
    return last(this.reports.getItems())?.team.unwrap().title ?? '-'
  }
  get compacted(): string {
    return compact([this.boss, this])
      .map((one: Person) => one.team.unwrap().title)
      .join()
  }
  get composed(): string {
    return flow(
      (one: Person) => one.boss ?? one,
      (one: Person) => one.team.unwrap(),
      (team) => team.title,
    )(this)
  }
  get remembered(): string {
    return memoize((one: Person) => one.team.unwrap())(this).motto
  }
  get chained(): string {
    return chain(this.team.unwrap().people)
      .sorted((one: Person) => one.boss?.team.unwrap().title ?? '')
      .value()
      .map((one: Person) => one.reports[0]?.name)
      .join()
  }
  get chosen(): string {
    return choose(this, [
      [(one: Person) => one.tags.length > 1, (one: Person) => one.email],
      [() => true, (one: Person) => one.team.unwrap().title],
    ])
  }
  get inSteps(): string {
    return (
      optional(
        this,
        (one: Person) => one.boss,
        (one: Person) => one.tags,
        (tags) => tags.getItems(),
        (tags) => tags[0],
        (tag) => tag.label,
      ) ?? '-'
    )
  }
  get withPrototype(): string {
    const card = inherit({
      get title() {
        return (this as Any).row.team.unwrap().title
      },
    })
    card.row = this.boss ?? this
    return card.title
  }
}

const { crew, loaded } = useCrew(Own)

test.each(Array.from(String(Own).matchAll(/^ {2}get (\w+)\(/gm), ([, name]) => name!))('%s', async (name) => {
  const { html, warnings } = await crew.render(`{{ p.${name}|safe }}`)
  expect(html).toBe(loaded.map((one) => `${String(Reflect.get(one, name))}\n`).join(''))
  expect(warnings).toEqual([])
})

test('no list is loaded that nothing of it is read of', async () => {
  const { columns } = await crew.render('{{ p.groupedByName }}')
  expect(columns).toEqual(['person.id', 'tag.id tag.label tag.color tag.person_id'])
})

test.each([
  [
    '{% for part in p.inChunksOf %}{% for one in part %}{{ one.team.title }}{{ one.boss.name }} {% endfor %}/{% endfor %}',
    ['Core /CoreBob /', 'OpsAnn /'],
  ],
  ['{{ p.withAndWithout.0.0.team.motto }} {{ p.withAndWithout.1|length }}', ['Slow 1', 'Fast 0']],
  ['{% for one in p.withAndWithout|first %}{{ one.reports.0.email }}{% endfor %}', ['b@x', 'c@x']],
  [
    '{% for team, all in p.byTeam.items %}{{ team }}{% for one in all %}{{ one.boss.email }}{% endfor %}{% endfor %}',
    ['Opsa@x', 'Coreb@x'],
  ],
])('%s', async (body, [ann, bob]) => {
  const { html, warnings } = await crew.render(body)
  expect(html.split('\n').slice(0, 2)).toEqual([ann, bob])
  expect(warnings).toEqual([])
})
