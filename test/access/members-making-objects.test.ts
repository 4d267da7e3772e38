// Tables of functions, classes and other objects that members make of what they read, and what their pages load for it.
import { expect, test } from 'vitest'
import { Person, useCrew } from './support/crew.ts'

type Any = any

/** By name: the body, and what its page selects, statement by statement. */
const bodies: Readonly<Record<string, readonly [body: string, ...columns: string[]]>> = {
  // Functions in objects and lists.
  columns: [
    `return [{ label: 'Name', of: (p) => p.name }, { label: 'Mail', of: (p) => p.email }].map(({ label, of }) => label + of(this)).join()`,
    'person.name person.email',
  ],
  columnsByName: [`return [{ of: (p) => p.name }, { of: (p) => p.email }].map((each) => each.of(this)).join()`, 'person.name person.email'],
  pairs: [`return [['a', (p) => p.name], ['b', (p) => p.email]].map(([key, of]) => key + of(this)).join()`, 'person.name person.email'],
  place: ['const all = [{ of: (p) => p.name }]; return all[0].of(this)', 'person.name'],
  nested: ['const o = { mail: { of: (p) => p.email } }; return o.mail.of(this)', 'person.email'],
  nestedFirst: ['const o = { first: { of: (p) => p.email } }; return o.first.of(this)', 'person.email'],
  takenApart: ['const { mail: { of } } = { mail: { of: (p) => p.email } }; return of(this)', 'person.email'],
  entries: [`return Object.entries({ a: (p) => p.email }).map(([key, of]) => key + of(this)).join()`, 'person.email'],
  rules: [
    `return [{ test: (p) => p.tags.length > 1, text: (p) => p.email }, { test: () => true, text: (p) => p.name }].find(({ test }) => test(this)).text(this)`,
    'person.email person.name count',
  ],
  chosen: [
    `const key = this.boss ? 'child' : 'root'; const { [key]: of } = { child: (p) => p.boss.name, root: (p) => p.email }; return of(this)`,
    'person.email person.id person.name',
  ],
  chosenName: [
    `const key = this.id === 1 ? 'name' : 'email'; const { [key]: value } = this; return value`,
    'person.id person.name person.email',
  ],
  staticTable: ['return Own.table.mail.of(this)', 'person.email'],
  // Functions by their names, and methods of other rows.
  named: [
    'return (function self(p) { return p.boss ? self(p.boss) : p.email })(this)',
    'person.email person.id person.email person.id person.email person.boss_id',
  ],
  ofOther: ['return this.label.call(this.boss ?? this)', 'person.name person.id person.name'],
  ofPrototype: ['return Own.prototype.label.call(this)', 'person.name'],
  applied: ['return Own.prototype.label.apply(this.boss ?? this, [])', 'person.name person.id person.name'],
  reflected: ['return Reflect.apply(this.label, this, [])', 'person.name'],
  ownPrivate: ['return Own.#mail(this.boss ?? this)', 'person.email person.id person.email'],
  // Objects that are printed, and those that have the parts of others.
  printed: ['const o = { p: this, toString() { return this.p.email } }; return `${o}`', 'person.id person.email'],
  printedOfClass: [
    'class Card { constructor(p) { this.p = p } toString() { return this.p.email } } return String(new Card(this))',
    'person.id person.email',
  ],
  tree: [
    `class Node { constructor(p, below) { this.p = p; this.below = below } static of(p) { return new Node(p, p.reports.map(Node.of)) } toString() { return this.p.name + this.below.join() } } return String(Node.of(this))`,
    'person.id person.name exists',
    'person.id person.name person.boss_id exists',
    'person.id person.name person.boss_id exists',
  ],
  spread: ['const base = { text() { return this.p.email } }; return { ...base, p: this }.text()', 'person.email'],
  mixedIn: ['const mix = (o) => Object.assign(o, { text() { return this.p.email } }); return mix({ p: this }).text()', 'person.email'],
  inherited: [
    'class A { text() { return this.p.email } } class B extends A { constructor(p) { super(); this.p = p } } return new B(this).text()',
    'person.email',
  ],
  overridden: [
    `class A { get text() { return this.label() } label() { return '-' } } class B extends A { constructor(p) { super(); this.p = p } label() { return this.p.email } } return new B(this).text`,
    'person.email',
  ],
  calledAbove: [
    'const Loud = (Base) => class extends Base { text() { return super.text() + this.p.email } }; class A { constructor(p) { this.p = p } text() { return this.p.name } } return new (Loud(A))(this).text()',
    'person.name person.email',
  ],
  fluent: [
    'class Query { #tests = []; where(test) { this.#tests.push(test); return this } run(rows) { return rows.filter((row) => this.#tests.every((test) => test(row))) } } return new Query().where((r) => r.name).where((r) => r.team.unwrap().title).run(this.reports.getItems()).map((r) => r.email).join()',
    'person.id',
    'person.name person.email team.title person.boss_id',
  ],
  inheritedByPrototype: ['const o = Object.create({ text() { return this.p.email } }); o.p = this; return o.text()', 'person.email'],
  // Rows that have an iterator.
  spreadRow: ['return [...this].map((tag) => tag.label).join()', 'person.id', 'tag.label tag.person_id'],
  loopOverRow: [`let text = ''; for (const tag of this.boss ?? []) text += tag.color; return text`, 'person.id', 'tag.color tag.person_id'],
  rowTakenApart: ['const [tag] = this; return String(tag?.label)', 'person.id', 'tag.label tag.person_id'],
  // As compilers write it for old engines.
  restOfArguments: [
    'var f = function () { return Array.prototype.slice.call(arguments, 1).map(function (p) { return p.email }).join() }; return f(1, this)',
    'person.email',
  ],
  restOfArgumentsShortly: ['var f = function () { return [].slice.call(arguments, 1)[0].email }; return f(1, this)', 'person.email'],
  concatenated: [
    'return [].concat.apply([], this.reports.map(function (r) { return r.tags.getItems() })).map(function (t) { return t.label }).join()',
    'person.id',
    'person.id person.boss_id',
    'tag.label tag.person_id',
  ],
  pushed: [
    'var all = []; Array.prototype.push.apply(all, this.tags.getItems()); return all.map(function (t) { return t.label }).join()',
    'person.id',
    'tag.label tag.person_id',
  ],
  varInBlock: [`if (this.boss) { var boss = this.boss } return boss ? boss.email : '-'`, 'person.id person.email'],
  varInLoop: [
    `for (var i = 0, all = this.tags.getItems(); i < all.length; i++) { var tag = all[i] } return (tag ? tag.color : '-') + all.length`,
    'person.id',
    'tag.id tag.color tag.person_id',
  ],
  varTwice: ['var row = this.boss; if (!row) var row = this; { var row } return row.email', 'person.email person.id person.email'],
  varLater: ['var f = function () { return row.email }; var row = this; return f()', 'person.email'],
  names: [
    `const pick = (row, ...names) => Object.fromEntries(names.map((name) => [name, row[name]])); return pick(this, 'name', 'email').email`,
    'person.name person.email',
  ],
  hasPrivate: ['class Card { #p = 1; static is(o) { return #p in o } } return `${Card.is(new Card())}${Card.is({})}`'],
}

const members = Object.entries(bodies).map(([name, [body]]) => `get ${name}() { ${body} }`)
const statics = [
  'static table = { mail: { of: (p) => p.email } }',
  'static #mail(p) { return p.email }',
  'label() { return this.name }',
  '[Symbol.iterator]() { return this.tags.getItems().values() }',
]
const Own = new Function('Person', `return class Own extends Person { ${[...statics, ...members].join('\n')} }`)(Person) as typeof Person

const { crew, loaded } = useCrew(Own)

test.each(Object.entries(bodies))('%s', async (name, [, ...columns]) => {
  const page = await crew.render(`{{ p.${name}|safe }}`)
  expect(page.html).toBe(loaded.map((row) => `${String((row as Any)[name])}\n`).join(''))
  expect(page.warnings).toEqual([])
  expect(page.columns).toEqual(columns.length > 0 ? columns : [expect.any(String)])
})
