import { expect, test } from 'vitest'
import { databases, testDatabase } from '../../conformance/databases.ts'
import type { PageField, PageModel, PageRelation, PageSchema } from '../../conformance/page-schema.ts'
import { checkCase } from './support/check-page.ts'
import { foundCases } from './support/found-case.ts'
import type { RandomQuery } from './support/page-case.ts'
import { whyNot } from '../support/services.ts'
import { isNightly } from './support/property-runs.ts'

/** Pages that were wrong once, as small as they could be made: each must be what it is with everything loaded. */
interface FoundPage {
  readonly models: Readonly<Record<string, ModelInShort>>
  readonly links?: PageSchema['links']
  readonly queries?: Readonly<Record<string, RandomQuery>>
  readonly templates: Readonly<Record<string, string>> | string
}

interface ModelInShort {
  readonly fields?: Readonly<Record<string, string>>
  readonly relations?: Readonly<Record<string, PageRelation>>
  readonly members?: Readonly<Record<string, string>>
  readonly rows?: readonly Readonly<Record<string, unknown>>[]
}

const one = (model: string, inverse: string, column: string): PageRelation => ({
  kind: 'manyToOne',
  model,
  nullable: true,
  inverse,
  column,
})
const many = (model: string, inverse: string, table: string): PageRelation => ({
  kind: 'manyToMany',
  model,
  nullable: false,
  inverse,
  pivot: { table, column: 'from_id', inverseColumn: 'to_id' },
})

function modelOf(name: string, { fields = {}, relations = {}, members = {} }: ModelInShort): PageModel {
  const all: Record<string, PageField> = { id: { type: 'integer', column: 'id', primary: true } }
  for (const [field, type] of Object.entries(fields))
    all[field] = { type: type.replace('?', ''), column: `${field}_col`, ...(type.endsWith('?') && { nullable: true }) }
  return {
    table: name.toLowerCase(),
    ordering: [],
    fields: all,
    relations,
    members: Object.fromEntries(Object.entries(members).map(([member, js]) => [member, { kind: 'getter' as const, js }])),
  }
}

const tree = {
  relations: { boss: one('Person', 'reports', 'boss_id') },
  rows: [
    { id: 1, boss: null },
    { id: 2, boss: 1 },
    { id: 3, boss: 2 },
  ],
}
const friends = {
  fields: { name: 'string' },
  relations: { boss: one('Person', 'reports', 'boss_id'), friends: many('Person', 'fans', 'friends') },
  rows: [
    { id: 1, name: 'Ada', boss: null },
    { id: 2, name: 'Bob', boss: 1 },
    { id: 3, name: 'Cyd', boss: 1 },
  ],
}
const links = {
  'Person.friends': [
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 3],
    [3, 3],
  ] as const,
}

const found: Readonly<Record<string, FoundPage>> = {
  'a column named length says nothing of whether there is a row': {
    models: { Person: { ...tree, fields: { length: 'integer' }, rows: tree.rows.map((row) => ({ ...row, length: 0 })) } },
    templates: '{% for p in people %}{% if p.boss %}{{ p.boss.length }}{% endif %}{{ p.boss|default:"none" }}{% endfor %}',
  },
  'a slice that nothing is read of': {
    models: { Person: tree },
    templates: '{% for p in people %}{% with part=p.reports|slice:":1" %}-{% endwith %}{% endfor %}',
  },
  'a slice of a slice': {
    models: { Person: { ...tree, members: { few: 'return this.reports.slice(0, 5).slice(0, 1).length' } } },
    templates: '{% for p in people %}{{ p.reports|slice:":5"|slice:":1"|length }}{{ p.few }}{% endfor %}',
  },
  'a list that is printed beside a recursion over it': {
    models: { Person: tree },
    templates: {
      'page.html': '{% for p in people %}{% include "tree.html" with node=p %}{% endfor %}',
      'tree.html': '{{ node.reports }}{% for child in node.reports %}{% include "tree.html" with node=child %}{% endfor %}',
    },
  },
  'a printed array that a member filled': {
    models: {
      Person: { ...friends, members: { bosses: 'const out = []; for (const x of this.friends) if (x.boss) out.push(x.boss); return out' } },
    },
    links,
    templates: '{% for p in people %}{{ p.bosses }}{% endfor %}',
  },
  'a printed array that a member turned round': {
    models: { Person: { ...friends, members: { turned: 'return [...(this.boss?.friends ?? [])].reverse()' } } },
    links,
    templates: '{% for p in people %}{{ p.turned }}{{ p.turned|join:"," }}{% endfor %}',
  },
  'places of a list that a member makes': {
    models: {
      Person: {
        ...friends,
        members: {
          named: 'return [...this.friends].filter((x) => x.name)',
          few: 'return this.friends.slice(0, 2)',
          second: 'return this.named[1]?.boss?.name ?? null',
        },
      },
    },
    links,
    templates:
      '{% for p in people %}{{ p.named.0.boss.name }}{{ p.second }}{% with x=p.few.1 %}{% for y in x.fans %}{{ y.name }}{% endfor %}{% endwith %}{% endfor %}',
  },
  'objects and Maps that a member fills': {
    models: {
      Person: {
        ...friends,
        members: {
          byName: 'const by = {}; for (const x of this.friends) by[x.name] = x; return by',
          map: 'return new Map([...this.friends].map((x) => [x, x.fans]))',
          groups: 'return Object.groupBy(this.friends, (x) => (x.boss ? "led" : "top"))',
          pair: 'return { a: this.boss, b: this }',
        },
      },
    },
    links,
    templates:
      '{% for p in people %}{{ p.byName.Ada.boss.name }}{{ p.byName.Cyd.boss.name }}{% for k, x in p.byName.items %}{{ k }}={% for y in x.fans %}{{ y.name }}{% endfor %}{% endfor %}{% for x in p.byName.values %}{{ x.name }}{% endfor %};{% for x, l in p.map.items %}{{ x.name }}{% for y in l %}{{ y.name }}{% endfor %}{% endfor %}{% for x in p.map.keys %}{{ x.boss.name }}{% endfor %};{{ p.groups.led.0.name }}{% for k, l in p.groups.items %}{{ l.0.boss.name }}{% endfor %};{% for k, x in p.pair.items %}{{ x.name }}{% endfor %}{% endfor %}',
  },
  'a column that promises take for a method': {
    models: {
      Person: {
        ...friends,
        // oxlint-disable-next-line unicorn/no-thenable -- that name is what is tried
        fields: { name: 'string', then: 'string?' },
        members: { next: "return [...this.friends].map((x) => x.then ?? 'never').join()" },
        // oxlint-disable-next-line unicorn/no-thenable -- as above
        rows: friends.rows.map((row) => ({ ...row, then: row.id === 2 ? null : 'later' })),
      },
    },
    links,
    queries: { people: { model: 'Person' }, one: { model: 'Person', filter: { id: 2 }, result: 'get' } },
    templates: '{% for p in people %}{{ p.name }}{{ p.next }}{{ p.boss.name }}{% endfor %}{{ one.name }}{{ one.boss.name }}',
  },
  'the other side of a one-to-one that is not there': {
    models: {
      Person: {
        ...tree,
        members: {
          none: "return this.desk === null ? 'none' : 'some'",
          same: 'return this.desk === this.boss',
          kinds: 'return new Set([...this.reports].map((x) => x.desk)).has(null)',
          own: 'return this.desk',
        },
      },
      Desk: {
        relations: { person: { kind: 'oneToOne', model: 'Person', nullable: true, inverse: 'desk', column: 'person_id' } },
        rows: [{ id: 1, person: 2 }],
      },
    },
    templates:
      '{% for p in people %}{{ p.none }} {{ p.same }} {{ p.kinds }} {{ p.own.id }} {{ p.desk }} {{ p.desk.id|default:"-" }} {% firstof p.desk "free" %};{% endfor %}',
  },
  'rows that a member compares': {
    models: {
      Person: {
        ...friends,
        members: {
          same: "return this.boss?.friends[0] === this.fans[0] ? 'same' : 'other'",
          own: 'return [...this.friends].filter((x) => x.friends[0] === this).length',
        },
      },
    },
    links,
    templates: '{% for p in people %}{{ p.same }} {{ p.own }} {% endfor %}',
  },
  'rows that a member looks for in a list, a Set and a Map': {
    models: {
      Person: {
        ...friends,
        members: {
          included: "return [...this.friends].includes(this.boss) + ' ' + this.friends.map((x) => x).indexOf(this.boss)",
          different: 'return new Set([...this.friends].map((x) => x.boss)).size',
          counted:
            "const map = new Map(); for (const x of this.friends) map.set(x.boss, (map.get(x.boss) ?? 0) + 1); return [...map.values()].join(',')",
        },
      },
    },
    links,
    templates: '{% for p in people %}{{ p.included }} {{ p.different }} {{ p.counted }};{% endfor %}',
  },
  'rows that are one object make no circle': {
    models: { Person: { ...friends, members: { inside: "return [...this.friends].includes(this.fans[0]) ? 'in' : 'out'" } } },
    links,
    templates:
      '{% for p in people %}{{ p.inside }}{% for x in p.friends %}{{ x.inside }}{% for y in x.fans %}{{ y.inside }}{% endfor %}{% endfor %}{% endfor %}',
  },
  'two parts of one list, of a row that is one object': {
    models: { Person: { ...friends, members: { same: 'return this.friends[0] === this ? 1 : 2' } } },
    links,
    templates: '{% for x in people.first.fans|slice:":1" %}{{ x.name }}{{ x.fans.1.same }}{{ x.fans.1.name }}{% endfor %}',
  },
  'a function inside of a member that calls itself': {
    models: { Person: { ...tree, members: { all: 'const walk = (x) => [x, ...x.reports.flatMap(walk)]; return walk(this)' } } },
    templates: '{% for p in people %}{{ p.all }}{% for x in p.all %}{{ x.boss.id }}{% endfor %}{% endfor %}',
  },
  'a member that calls itself, read further than it reads': {
    models: { Person: { ...tree, members: { all: 'return [this, ...[...this.reports].flatMap((x) => x.all)]' } } },
    templates:
      '{% for p in people %}{% for x in p.all %}{% for y in x.reports.last.reports %}{{ y.boss.id }}{% endfor %}{% endfor %}{% endfor %}',
  },
  'a recursion over a member that calls itself': {
    models: {
      Person: {
        ...tree,
        members: {
          bosses: 'return this.boss ? [this.boss, ...this.boss.bosses] : []',
          below: 'return [...this.reports].flatMap((x) => [x, ...x.below])',
          top: 'return this.boss ? this.boss.top : this',
        },
      },
    },
    templates: {
      'page.html':
        '{% for p in people %}{% include "up.html" with node=p %}{% include "down.html" with node=p %}{{ p.top.below }}{% endfor %}',
      'up.html': '{{ node.id }}{% for x in node.bosses %}{% include "up.html" with node=x %}{% endfor %}',
      'down.html': '{{ node.id }}{{ node.top.id }}{% for x in node.below %}{% include "down.html" with node=x %}{% endfor %}',
    },
  },
  'a member that remembers what it found': {
    models: {
      Person: {
        ...friends,
        members: {
          named: "return (this._named ??= [...this.friends].map((x) => x.name).join('+'))",
          first: 'if (this.found === undefined) this.found = this.boss; return this.found?.name',
          count: 'this.calls = (this.calls ?? 0) + 1; return this.calls',
        },
      },
    },
    links,
    templates: '{% for p in people %}{{ p.named }}{{ p.named }}{{ p.first }}{{ p.count }}{% endfor %}',
  },
  'an annotation of a row that is one object and was met before': {
    models: {
      Person: {
        ...friends,
        fields: { name: 'string', hired: 'date' },
        rows: friends.rows.map((row) => ({ ...row, hired: '2025-01-02', boss: 1 })),
        members: { own: 'return [...this.friends].filter((x) => x === this).length' },
      },
    },
    links,
    queries: { people: { model: 'Person', annotate: { last: { kind: 'max', path: 'friends.hired' } } } },
    templates: '{% for p in people %}{{ p.last }}{{ p.boss.own }}{% endfor %}',
  },
  'a part of a list whose rows were met in the whole list': {
    models: {
      Person: {
        fields: { active: 'time' },
        relations: { persons3: many('Person', 'personSet3', 'friends'), parent4: one('Person', 'children4', 'boss_id') },
        members: {
          m1: 'const queue = [this]; const out = []; while (queue.length > 0) { const row = queue.shift(); out.push(row); queue.push(...row.children4) } return out',
          m4: "return [...this.personSet3].includes(this.children4[0]?.persons3?.[1]) ? 'in' : 'out'",
        },
        rows: [
          { id: 1, active: '00:00:00', parent4: null },
          { id: 2, active: '13:05:09', parent4: 1 },
          { id: 3, active: '13:05:09', parent4: 2 },
          { id: 4, active: '00:00:00', parent4: 3 },
          { id: 5, active: '13:05:09', parent4: 3 },
        ],
      },
    },
    links: {
      'Person.persons3': [
        [3, 5],
        [4, 3],
        [5, 2],
      ],
    },
    queries: { two: { model: 'Person', annotate: { total_two: { kind: 'min', path: 'personSet3.id' } }, orderBy: ['total_two'] } },
    templates: {
      'page.html':
        '{% for row0 in two.first.parent4.children4 %}{% for row1 in row0.parent4.m1|slice:"1:3" %}{% include "part2.html" with it3=row0.parent4|default:row1.parent4.parent4 %}{% endfor %}{% endfor %}',
      'part2.html': '{% for row13 in two|slice:"-2:" %}{% endfor %}{% firstof row0.active row1.personSet3.last.m4 "none" %}',
    },
  },
  'more tables than a statement can join': {
    models: {
      Person: {
        fields: { name: 'string' },
        relations: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, one('Person', `${name}s`, `${name}_id`)])),
        rows: [
          { id: 1, name: 'Ada', a: null, b: 1, c: 1, d: 1, e: 1 },
          { id: 2, name: 'Bob', a: 1, b: 1, c: 2, d: 1, e: null },
        ],
      },
    },
    templates: `{% for p in people %}${['a', 'b', 'c', 'd', 'e'].flatMap((x) => ['a', 'b', 'c', 'd', 'e'].flatMap((y) => ['a', 'b', 'c', 'd', 'e'].map((z) => `{{ p.${x}.${y}.${z}.name }}`))).join('')}{% endfor %}`,
  },
}

/** Another database could only differ in what the statements give: the nightly run tries them all. */
const tried = isNightly ? databases.filter((name) => whyNot(name) === undefined) : [testDatabase()]

test.for(foundCases())('%s', async ([, one]) => {
  for (const database of tried) await expect(checkCase(one, database)).resolves.toBeUndefined()
})

test.each(Object.entries(found))('%s', async (_, { models, links = {}, queries = { people: { model: 'Person' } }, templates }) => {
  const schema: PageSchema = {
    models: Object.fromEntries(Object.entries(models).map(([name, model]) => [name, modelOf(name, model)])),
    rows: Object.fromEntries(Object.entries(models).map(([name, model]) => [name, model.rows ?? []])),
    links,
  }
  const reads = Object.entries(schema.models).flatMap(([name, { fields }]) => Object.keys(fields).map((field) => `${name}.${field}`))
  const parts = Object.entries(typeof templates === 'string' ? { 'page.html': templates } : templates).map(
    ([name, text]) => [name, [text]] as const,
  )
  const pages = [{ queries: [queries], templates: Object.fromEntries(parts), reads }]
  for (const database of tried) await expect(checkCase({ schema, pages }, database)).resolves.toBeUndefined()
})
