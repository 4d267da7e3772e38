// Copies of rows, which have what was loaded of the rows: who runs through one must meet all of their columns.
/* oxlint-disable typescript/no-misused-spread */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { count, manager } from '../../src/index.ts'
import { openCrew, Person } from './support/crew.ts'

/** Code that can't be seen. */
const manyOf = (row: object): unknown => Reflect.get(row, 'many')

class Own extends Person {
  get copy(): object {
    return { ...this.team.unwrap(), extra: 1 }
  }
  get rest(): object {
    const { name, ...rest } = this
    return rest
  }
  get restOfParameter(): object {
    const without = ({ name, ...rest }: Person): object => rest
    return without(this)
  }
  get restWithoutKey(): object {
    const { id, ...rest } = this.team.unwrap()
    return rest
  }
  get self(): object {
    return { ...this }
  }
  get assigned(): object {
    return Object.assign({}, this.team.unwrap())
  }
  get copyOfCopy(): object {
    const copy = { ...this.team.unwrap() }
    return { ...copy, extra: 1 }
  }
  get orNone(): object {
    return this.boss ? { ...this.boss } : {}
  }
  get nested(): object {
    return { team: { ...this.team.unwrap() } }
  }
  get copies(): object[] {
    return this.tags.map((tag) => ({ ...tag }))
  }
  get rests(): object[] {
    return this.tags.map(({ id, ...rest }) => rest)
  }
  get byId(): Map<number, object> {
    return new Map(this.tags.map((tag) => [tag.id, { ...tag }]))
  }
  get looped(): object {
    const copy: Record<string, unknown> = {}
    for (const name in this) copy[name] = this[name]
    return copy
  }
  async later(): Promise<object> {
    await Promise.resolve()
    return { ...this.team.unwrap() }
  }
  get mail(): string {
    const { id, ...rest } = this
    return { ...rest }.email
  }
  get functionOfRest(): string {
    const { a, ...rest } = { a: 1, mail: () => this.email }
    return a + rest.mail()
  }
  get isIn(): boolean {
    return 'email' in this && 'tags' in this
  }
  get hasOwn(): boolean {
    return Object.hasOwn(this.team.unwrap(), 'motto')
  }
  get hasCount(): boolean {
    return 'many' in this
  }
  get counted(): unknown {
    return manyOf(this)
  }
}

let crew: Awaited<ReturnType<typeof openCrew>>
beforeAll(async () => {
  crew = await openCrew(Own)
})
afterAll(() => crew.close())

/** Prints nothing, and reads the columns of the rows that are copied. */
const ofPerson = `{% firstof '' p.name p.email p.pay p.hired p.born p.id as x %}`
const ofOthers = `{% firstof '' p.team.title p.team.motto p.team.id p.boss.email p.boss.pay p.boss.name p.boss.hired p.boss.born as x %}
{% for t in p.tags %}{% firstof '' t.label t.color t.id as x %}{% endfor %}`

const pages = ['copy', 'rest', 'restOfParameter', 'restWithoutKey', 'assigned', 'copyOfCopy', 'nested', 'later', 'copies', 'rests', 'byId']
  .flatMap((name) => [`{{ p.${name} }}`, `{{ p.${name}|length }}`, `{% for k in p.${name} %}{{ k }} {% endfor %}`])
  .concat(
    ['copy', 'rest', 'restWithoutKey', 'assigned', 'copyOfCopy'].flatMap((name) => [
      `{% for k, v in p.${name}.items %}{{ k }}={{ v }} {% endfor %}`,
      `{% for k in p.${name}.keys %}{{ k }} {% endfor %}`,
      `{% for v in p.${name}.values %}{{ v }} {% endfor %}`,
      `{{ p.${name}.items.0 }}`,
      `{{ p.${name}|json_script:'x' }}`,
      `{{ p.${name}|pprint }}`,
      `{{ p.${name}|dictsort:0 }}`,
      `{% if p.${name} %}yes{% endif %}`,
      `{% if 'motto' in p.${name} %}yes{% endif %}`,
      `{% if p.${name} == p.copy %}yes{% endif %}`,
    ]),
    '{{ p.nested.team|length }}',
    '{% for one in p.copies %}{{ one }}{{ one|length }}{% endfor %}',
    '{% for one in p.rests %}{{ one.label }}{% endfor %}',
    '{% for id, one in p.byId.items %}{{ one|json_script }}{% endfor %}',
    '{{ p.orNone|length }}',
    '{{ p.mail }}{{ p.functionOfRest }}',
  )

test.each(pages)('%s', async (body) => {
  const { html, warnings } = await crew.render(body)
  const loaded = await crew.render((/p\.rest(?:OfParameter)?\b/.test(body) ? ofPerson : ofOthers) + body)
  const onOneLine = (text: string): string => text.replaceAll('\n', '')
  expect(onOneLine(html)).toBe(onOneLine(loaded.html))
  expect(warnings).toEqual([])
})

test('a copy has the columns in the order of the model, whatever else is read of the row', async () => {
  const { html } = await crew.render('{{ p.email }} {{ p.bio }}: {% for name, value in p.self.items %}{{ name }}={{ value }} {% endfor %}')
  expect(html.split('\n')[0]).toBe('a@x long: id=1 name=Ann email=a@x pay=12.55 hired=2024-02-03 born=1990-01-02 bio=long ')
})

test('a copy of which single names are read is no reason to load more', async () => {
  const { columns } = await crew.render('{{ p.copy.motto }} {{ p.rest.email }} {% for one in p.rests %}{{ one.label }}{% endfor %}')
  expect(columns).toEqual(['person.name person.email person.id team.motto', 'tag.id tag.label tag.person_id'])
})

test('asking for a name reads no more than is needed to answer', async () => {
  const { html, columns } = await crew.render('{{ p.isIn }} {{ p.hasOwn }}')
  expect(html.split('\n')[0]).toBe('true true')
  expect(columns).toEqual(['person.id team.motto'])
})

test('what a query annotates its rows with belongs to whole rows', async () => {
  const people = manager(Own)
    .all()
    .annotate({ many: count('tags') })
    .orderBy('id')
  const { html, warnings } = await crew.render('{{ p.counted }} {% for name in p.self %}{{ name }} {% endfor %}', { people })
  expect(html.split('\n')[0]).toBe('2 id name email pay hired born many ')
  expect(warnings).toEqual([])
  expect((await crew.render('{{ p.hasCount }}', { people })).html.split('\n')[0]).toBe('true')
})
