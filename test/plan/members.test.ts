import { describe, expect, it } from 'vitest'
import { AccessNode } from '../../src/access/access-node.ts'
import { DjustError } from '../../src/error.ts'
import { Planner } from '../../src/plan/planner.ts'
import { printPlan } from '../../src/plan/print-plan.ts'
import type { EntityClass } from '../../src/schema/schema.ts'
import { schemaOf } from '../support/models.ts'

/** The plan of reading `names` of one Person whose class has the member `body`. */
function planOf(
  body: string,
  reads: (person: AccessNode) => void = (person) => {
    person.member('it').output = true
  },
): string {
  const Person = new Function(`return class Person { ${body} }`)() as EntityClass
  const schema = schemaOf({
    Person: {
      entity: Person,
      fields: { name: 'string', email: 'string', level: 'integer', active: 'boolean', hired: 'date', secret: 'hidden' },
      one: { boss: 'Person?', team: 'Team' },
      many: { reports: 'Person.boss', skills: 'Skill.person' },
    },
    Team: { entity: class Team {}, fields: { title: 'string', budget: 'decimal' }, many: { people: 'Person.team' } },
    Skill: { entity: class Skill {}, fields: { label: 'string', weight: 'integer' }, one: { person: 'Person' } },
  })
  const person = new AccessNode()
  person.certain = true
  reads(person)
  return printPlan(
    new Planner(schema).plan({
      model: schema.models.get('Person')!,
      access: [person],
      single: true,
      annotations: new Set(),
      onUnknown: (error) => {
        throw error
      },
    }),
  )
}

const plans: Readonly<Record<string, readonly [body: string, plan: string]>> = {
  'columns in a template literal': [
    'get it() { return `${this.name} <${this.email}>` }',
    'result: first 1 rows → #0\n#0 Person\n  fields: name, email\n  members: it',
  ],
  'both branches of a condition': [
    'it() { if (this.active) { return this.email }\n return this.name }',
    'result: first 1 rows → #0\n#0 Person\n  fields: active, email, name\n  members: it',
  ],
  'optional chaining over a nullable relation': [
    "get it() { return this.boss?.name ?? 'top' }",
    'result: first 1 rows → #0\n#0 Person\n  members: it\n  boss: joined → #1\n#1 Person\n  fields: name',
  ],
  'destructuring, renamed and nested': [
    'it() { const { team: { title: t }, name = "x", ...rest } = this; return t + name + rest.level }',
    'result: first 1 rows → #0\n#0 Person\n  fields: name, level\n  members: it\n  team: joined → #1\n#1 Team\n  fields: title',
  ],
  'a member that calls a member of a relation': [
    'get it() { return this.boss.label() } label() { return this.team.title }',
    'result: first 1 rows → #0\n#0 Person\n  members: it\n  boss: joined → #1\n#1 Person\n  team: joined → #2\n#2 Team\n  fields: title',
  ],
  'for of over a to-many': [
    'it() { let sum = 0; for (const s of this.skills) sum += s.weight; return sum }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  skills: all rows → #1\n#1 Skill\n  fields: weight',
  ],
  'the length of a to-many is a count': [
    'get it() { return this.reports.length }',
    'result: first 1 rows → #0\n#0 Person\n  members: it\n  reports: count',
  ],
  'array methods with arrow functions': [
    'it() { return this.skills.filter((s) => s.weight > 1).map(({ label }) => label).join() }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  skills: all rows → #1\n#1 Skill\n  fields: weight, label',
  ],
  'a function held in a variable': [
    'it() { const f = () => this.boss.email; return f() }',
    'result: first 1 rows → #0\n#0 Person\n  members: it\n  boss: joined → #1\n#1 Person\n  fields: email',
  ],
  'a function passed by name': [
    'it() { const byName = (s) => s.label; return [...this.skills].map(byName) }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  skills: all rows → #1\n#1 Skill\n  fields: label',
  ],
  'inner.call(this)': [
    'it() { function inner() { return this.team.title } return inner.call(this) }',
    'result: first 1 rows → #0\n#0 Person\n  members: it\n  team: joined → #1\n#1 Team\n  fields: title',
  ],
  'a Map of entities': [
    'it() { return new Map(this.skills.map((s) => [s.weight, s])).get(1).label }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  skills: all rows → #1\n#1 Skill\n  fields: weight, label',
  ],
  'entries of a list': [
    'it() { for (const [i, s] of this.skills.entries()) return i + s.label }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  skills: all rows → #1\n#1 Skill\n  fields: label',
  ],
  'an array filled by push': [
    'it() { const out = []; for (const s of this.skills) if (s.weight) out.push(s); return out.map((x) => x.label) }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  skills: all rows → #1\n#1 Skill\n  fields: weight, label',
  ],
  'an object filled by computed keys': [
    'it() { const by = {}; for (const s of this.skills) by[s.weight] = s; return Object.values(by).map((s) => s.label) }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  skills: all rows → #1\n#1 Skill\n  fields: weight, label',
  ],
  'reduce to the largest': [
    'it() { return this.skills.reduce((a, b) => (a.weight > b.weight ? a : b)).label }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  skills: all rows → #1\n#1 Skill\n  fields: weight, label',
  ],
  'the first row alone': [
    'it() { return this.skills[0].label + this.skills.at(-1).weight }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  skills: first 1 rows, last 1 rows → #1\n#1 Skill\n  fields: label, weight',
  ],
  'a getter that walks up by itself': [
    'get it() { return this.boss ? this.boss.it + this.name : this.name }',
    'result: first 1 rows → #0\n#0 Person\n  fields: name\n  members: it\n  boss: joined → #1\n#1 Person\n  fields: id, name\n  members: it\n  boss: by levels → #1',
  ],
  'a loop that walks up': [
    'it() { let p = this; while (p.boss) p = p.boss; return p.name }',
    'result: first 1 rows → #0\n#0 Person\n  fields: name\n  members: it\n  boss: joined → #1\n#1 Person\n  fields: id, name\n  boss: joined → #2\n#2 Person\n  fields: id, name\n  boss: by levels → #2',
  ],
  'this handed to unknown code reads all columns, and it may tell rows apart': [
    'it() { return format(this) }',
    'result: first 1 rows → #0\n#0 Person, one object a row\n  fields: id, name, email, level, active, hired\n  members: it',
  ],
  'a name in a variable, a list of names, a parameter': [
    "it() { const key = 'name'; const pick = (row, name) => row[name]; return this[key] + ['email', 'level'].map((name) => this[name]) + pick(this.team, 'title') }",
    'result: first 1 rows → #0\n#0 Person\n  fields: name, email, level\n  members: it\n  team: joined → #1\n#1 Team\n  fields: title',
  ],
  'a name that becomes another one reads all columns': [
    "it() { let key = 'na'; for (const part of this.parts()) key += part; return this[key] } parts() { return ['me'] }",
    'result: first 1 rows → #0\n#0 Person\n  fields: id, name, email, level, active, hired\n  members: it',
  ],
  'a destructured name in brackets': [
    "it() { const { ['team']: { title } } = this; return title }",
    'result: first 1 rows → #0\n#0 Person\n  members: it\n  team: joined → #1\n#1 Team\n  fields: title',
  ],
  'an iterator taken by hand': [
    'it() { const each = this.skills[Symbol.iterator](); return each.next().value?.label }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  skills: all rows → #1\n#1 Skill\n  fields: label',
  ],
  'rows grouped into a Map': [
    'it() { return [...Map.groupBy(this.skills, (s) => s.weight)].map(([key, [first]]) => key + first.label) }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  skills: all rows → #1\n#1 Skill\n  fields: id, weight, label',
  ],
  'a computed name reads all columns': [
    'it() { return this[which()] }',
    'result: first 1 rows → #0\n#0 Person\n  fields: id, name, email, level, active, hired\n  members: it',
  ],
}

describe('what members read', () => {
  it.each(Object.entries(plans))('%s', (_, [body, plan]) => {
    expect(planOf(body)).toBe(plan)
  })

  it('follows an entity that a member returns', () => {
    const plan = planOf('get it() { return this.boss ?? this }', (person) => {
      person.member('it').member('team').member('title').output = true
    })
    expect(plan).toBe(
      'result: first 1 rows → #0\n#0 Person\n  members: it\n  boss: joined → #1\n  team: joined → #2\n#1 Person\n  fields: id\n  team: joined → #2\n#2 Team\n  fields: title',
    )
  })

  it('follows a list that a member returns', () => {
    const plan = planOf('it() { return [...this.reports].filter((p) => p.active) }', (person) => {
      const list = person.member('it')
      list.head = Infinity
      list.elements().member('name').output = true
    })
    expect(plan).toBe(
      'result: first 1 rows → #0\n#0 Person\n  fields: id\n  members: it\n  reports: all rows → #1\n#1 Person\n  fields: active, name',
    )
  })

  it('follows super and a class that is extended', () => {
    class Base {
      declare email: string
      get it() {
        return this.email
      }
    }
    const schema = schemaOf({
      Person: {
        entity: class Person extends Base {
          override get it() {
            return `${super.it} ${(this as unknown as { name: string }).name}`
          }
        },
        fields: { name: 'string', email: 'string' },
      },
    })
    const person = new AccessNode()
    person.member('it').output = true
    const plan = new Planner(schema).plan({
      model: schema.models.get('Person')!,
      access: [person],
      single: true,
      annotations: new Set(),
      onUnknown: () => {},
    })
    expect([...plan.root.node!.fields.keys()]).toEqual(['email', 'name'])
  })

  it('refuses private names, which no light instance has', () => {
    expect(() => planOf('#x = 1; get it() { return this.#x }')).toThrow(/Person\.it uses #x[\s\S]*private x/)
  })

  it('names an unknown name in a member with its place', () => {
    expect(() => planOf('get it() { return this.nmae }')).toThrow(
      /class Person:1:\d+: unknown name "nmae" on Person[\s\S]*Did you mean "name"/,
    )
  })

  it('never reads a hidden field', () => {
    expect(() => planOf('get it() { return this.secret }')).toThrow(DjustError)
    expect(planOf('it() { return f(this) }')).not.toContain('secret')
  })
})
