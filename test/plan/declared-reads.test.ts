import { expect, test } from 'vitest'
import { AccessNode } from '../../src/access/access-node.ts'
import { Planner } from '../../src/plan/planner.ts'
import { printPlan } from '../../src/plan/print-plan.ts'
import type { EntityClass } from '../../src/schema/schema.ts'
import { schemaOf } from '../support/models.ts'

/** The plan of printing one member of a Person. */
function planOf(Person: EntityClass, member: string): string {
  const schema = schemaOf({
    Person: {
      entity: Person,
      fields: { name: 'string', email: 'string', secret: 'hidden' },
      one: { boss: 'Person?' },
      many: { skills: 'Skill.person' },
    },
    Skill: { entity: class Skill {}, fields: { label: 'string' }, one: { person: 'Person' } },
  })
  const person = new AccessNode()
  person.certain = true
  person.member(member).output = true
  const plan = new Planner(schema).plan({
    model: schema.models.get('Person')!,
    access: [person],
    single: true,
    annotations: new Set(),
    onUnknown: (error) => {
      throw error
    },
  })
  return printPlan(plan)
}

test('declared paths are read besides what the source shows', () => {
  class Person {
    declare name: string
    static reads = { it: ['boss.email', 'skills.label'] }
    get it(): string {
      return this.name
    }
  }
  expect(planOf(Person, 'it')).toBe(
    'result: first 1 rows → #0\n#0 Person\n  fields: name, id\n  members: it\n  boss: joined → #1\n  skills: all rows → #2\n#1 Person\n  fields: email\n#2 Skill\n  fields: label',
  )
})

test('what a class declares is of its own member, not of one that replaces it', () => {
  class Base {
    declare name: string
    static reads = { it: ['boss.email'] }
    get it(): string {
      return ''
    }
  }
  class Person extends Base {
    override get it(): string {
      return this.name
    }
  }
  expect(planOf(Person, 'it')).not.toContain('boss')
  expect(planOf(class extends Base {}, 'it')).toContain('boss')
})

test('a mixin is a class like others', () => {
  type Base = new (...args: any[]) => object
  const Named = <T extends Base>(base: T) =>
    class Named extends base {
      get it(): string {
        return (this as unknown as { boss: { name: string } }).boss.name
      }
    }
  expect(planOf(class Person extends Named(Object) {}, 'it')).toContain('boss: joined → #1\n#1 Person\n  fields: name')
})

test('a declared path can name no hidden field, and nothing that is not there', () => {
  const declaring = (path: string): EntityClass =>
    class Person {
      static reads = { it: [path] }
      get it(): string {
        return ''
      }
    }
  expect(() => planOf(declaring('boss.secret'), 'it')).toThrow('hidden')
  expect(() => planOf(declaring('boss.nmae'), 'it')).toThrow('there is no "nmae" on Person')
  expect(() => planOf(declaring('name.first'), 'it')).toThrow('there is no "first" on a field')
})
