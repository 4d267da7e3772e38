import type { Expression, Scope, Type } from './template-scope.ts'
import type { Part, RandomQuery, Section } from './page-case.ts'
import type { Random } from './random.ts'
import { namedReads } from './named-reads.ts'
import type { RandomModel, RandomModels, ResultType, Side } from './random-world.ts'

const scalarFilters =
  'upper,default:"none",default_if_none:"null",date:"M d, Y H:i",floatformat:2,truncatechars:4,length,safe,escape,title,yesno,add:"1",slice:":2",first,linebreaks,urlize,stringformat:"s",time:"H:i",pluralize,make_list,escapejs,wordcount,json_script:"x"'.split(
    /,(?=[a-z])/,
  )

const scalarType: Type = { kind: 'scalar' }

/** Templates that read what the queries give. */
export class TemplateGenerator {
  readonly templates: Record<string, readonly Part[]> = {}
  readonly reads = new Set<string>()
  readonly #random: Random
  readonly #models: RandomModels
  #names = 0
  #budget = 0

  constructor(random: Random, models: RandomModels) {
    this.#random = random
    this.#models = models
  }

  page(queries: Readonly<Record<string, RandomQuery>>): void {
    const scope = this.scopeOf(queries)
    this.#budget = this.#random.int(4, 30)
    if (this.#random.chance(25)) this.#inherited(scope)
    else this.templates['page.html'] = this.#body(scope, 0)
  }

  scopeOf(queries: Readonly<Record<string, RandomQuery>>): Scope {
    for (const query of Object.values(queries)) for (const read of namedReads(this.#models, query)) this.reads.add(read)
    return Object.entries(queries).map(([name, query]): Expression => ({ text: name, type: this.#typeOf(query) }))
  }

  parts(scope: Scope, budget: number): readonly Part[] {
    this.#budget = budget
    return this.#body(scope, 1)
  }

  #typeOf({ model: name, result, annotate }: RandomQuery): Type {
    const model = this.#models.get(name)!
    if (result === 'count' || result === 'exists') return scalarType
    return { kind: result ? 'entity' : 'list', model, annotations: Object.keys(annotate ?? {}) }
  }

  #inherited(scope: Scope): void {
    this.templates['base.html'] = [
      'base ',
      { sections: [{ open: '{% block one %}', body: this.#body(scope, 1) }], close: '{% endblock %}' },
      ...this.#node(scope, 1),
      { sections: [{ open: '{% block two %}', body: this.#body(scope, 1) }], close: '{% endblock %}' },
    ]
    const body = (): readonly Part[] => [...(this.#random.chance(50) ? ['{{ block.super }}'] : []), ...this.#body(scope, 1)]
    const blocks = this.#random.some(['one', 'two'], 70)
    const parts: Part[] = blocks.map((name) => ({ sections: [{ open: `{% block ${name} %}`, body: body() }], close: '{% endblock %}' }))
    this.templates['page.html'] = ['{% extends "base.html" %}', ...parts]
  }

  #body(scope: Scope, depth: number): readonly Part[] {
    const parts: Part[] = []
    for (let n = this.#random.int(1, depth === 0 ? 5 : 3); n > 0; n--) parts.push(...this.#node(scope, depth))
    return parts
  }

  #node(scope: Scope, depth: number): readonly Part[] {
    const random = this.#random
    if (this.#budget-- <= 0) return this.#output(scope)
    const deep = depth < 5
    return random.choose<readonly Part[]>([
      [5, () => this.#output(scope)],
      [deep ? 6 : 1, () => this.#for(scope, depth)],
      [deep ? 3 : 1, () => this.#if(scope, depth)],
      [2, () => this.#with(scope, depth)],
      [2, () => this.#include(scope, depth)],
      [1, () => this.#recursion(scope)],
      [1, () => this.#regroup(scope, depth)],
      [1, () => this.#ifchanged(scope, depth)],
      [1, () => this.#cycle(scope)],
      [1, () => [`{% firstof ${this.#scalar(scope)} ${this.#scalar(scope)} "none" %}`]],
      [1, () => [random.pick([' ', '\n', '<p>', '|', '"'])]],
    ])!
  }

  #output(scope: Scope): readonly Part[] {
    const random = this.#random
    const text = random.choose<string>([
      [8, () => this.#filtered(this.#scalar(scope))],
      [
        2,
        () =>
          this.#list(
            scope,
            ({ text, type }) => `${text}${random.pick(type.kind === 'list' ? ['|length', '.count', '|length'] : ['|length'])}`,
          ),
      ],
      [1, () => this.#entity(scope, ({ text, type }) => (this.#readText(type.model), text))],
      [1, () => this.#list(scope, ({ text, type }) => (this.#readText(type.model), random.chance(50) ? text : `${text}|join:", "`))],
      [1, () => this.#pick(scope, 'scalars', ({ text }) => `${text}|join:","`)],
    ])
    return [text === undefined ? '-' : `{{ ${text} }} `]
  }

  #filtered(text: string): string {
    return this.#random.chance(55) ? text : `${text}|${this.#random.pick(scalarFilters)}`
  }

  #for(scope: Scope, depth: number): readonly Part[] | undefined {
    const random = this.#random
    return this.#list(scope, ({ text, type }) => {
      const name = this.#name('row')
      const element: Expression = { text: name, type: { ...type, kind: 'entity' } }
      const loop: Part[] = random.chance(30)
        ? [`{{ forloop.${random.pick(['counter', 'revcounter0', 'first', 'last', 'parentloop.counter'])} }}`]
        : []
      const sections: Section[] = [
        {
          open: `{% for ${name} in ${text}${random.chance(10) ? ' reversed' : ''} %}`,
          body: [...loop, ...this.#body([element, element, ...scope], depth + 1)],
        },
      ]
      if (random.chance(20)) sections.push({ open: '{% empty %}', body: this.#body(scope, depth + 1) })
      return [{ sections, close: '{% endfor %}' }]
    })
  }

  #if(scope: Scope, depth: number): readonly Part[] {
    const sections: Section[] = [{ open: `{% if ${this.#condition(scope)} %}`, body: this.#body(scope, depth + 1) }]
    if (this.#random.chance(25)) sections.push({ open: `{% elif ${this.#condition(scope)} %}`, body: this.#body(scope, depth + 1) })
    if (this.#random.chance(35)) sections.push({ open: '{% else %}', body: this.#body(scope, depth + 1) })
    return [{ sections, close: '{% endif %}' }]
  }

  #condition(scope: Scope): string {
    const random = this.#random
    const one = (): string =>
      random.choose<string>([
        [3, () => this.#scalar(scope)],
        [
          2,
          () =>
            `${this.#scalar(scope)} ${random.pick(['==', '!=', '<', '>='])} ${random.chance(50) ? this.#scalar(scope) : random.pick(['1', '"Ada"', '"b"', 'None', 'True', '2.5'])}`,
        ],
        [
          2,
          () =>
            this.#list(scope, ({ text, type }) =>
              random.pick(
                type.kind === 'list'
                  ? [text, `${text}.exists`, `${text}.count > 1`, `${text}|length > 1`, `${text}|length`]
                  : [text, `${text}|length > 1`],
              ),
            ),
        ],
        [2, () => this.#entity(scope, ({ text }) => text)],
        [
          1,
          () =>
            this.#entity(scope, (a) =>
              this.#entity(scope, (b) => (a.type.model === b.type.model ? `${a.text} ${random.pick(['==', '!='])} ${b.text}` : undefined)),
            ),
        ],
        [
          1,
          () =>
            this.#entity(scope, (a) =>
              this.#list(scope, (b) =>
                a.type.model === b.type.model ? `${a.text} ${random.pick(['in', 'not in'])} ${b.text}` : undefined,
              ),
            ),
        ],
        [1, () => this.#entity(scope, ({ text }) => `${text} ${random.pick(['is None', 'is not None', '== None'])}`)],
      ])!
    const first = random.chance(15) ? `not ${one()}` : one()
    return random.chance(20) ? `${first} ${random.pick(['and', 'or'])} ${one()}` : first
  }

  #with(scope: Scope, depth: number): readonly Part[] | undefined {
    const name = this.#name('with')
    const value = this.#anything(scope)
    if (!value) return undefined
    const bound: Expression = { text: name, type: value.type }
    return [
      {
        sections: [{ open: `{% with ${name}=${value.text} %}`, body: this.#body([bound, bound, ...scope], depth + 1) }],
        close: '{% endwith %}',
      },
    ]
  }

  #include(scope: Scope, depth: number): readonly Part[] | undefined {
    const value = this.#anything(scope)
    if (!value || depth > 4) return undefined
    const file = `${this.#name('part')}.html`
    const only = this.#random.chance(30)
    const bound: Expression = { text: this.#name('it'), type: value.type }
    this.templates[file] = this.#body(only ? [bound] : [bound, bound, ...scope], depth + 1)
    return [`{% include "${file}" with ${bound.text}=${value.text}${only ? ' only' : ''} %}`]
  }

  /** A template that includes itself for the rows below or above. */
  #recursion(scope: Scope): readonly Part[] | undefined {
    return this.#entity(scope, ({ text, type: { model } }) => {
      const ends = model.sides.filter((side) => side.ends && side.target === model.name)
      if (ends.length === 0) return undefined
      const side = this.#random.pick(ends)
      const file = `${this.#name('tree')}.html`
      const own: Scope = [{ text: 'node', type: { kind: 'entity', model } }]
      const again = `{% include "${file}" with node=${side.many ? 'child' : `node.${side.name}`} %}`
      const next: Part = side.many
        ? {
            sections: [{ open: `{% for child in node.${side.name}${this.#random.chance(30) ? '.all' : ''} %}`, body: [again] }],
            close: '{% endfor %}',
          }
        : { sections: [{ open: `{% if node.${side.name} %}`, body: [again] }], close: '{% endif %}' }
      this.templates[file] = ['(', ...this.#output(own), ...this.#output(own), next, ')']
      return [`{% include "${file}" with node=${text} %}`]
    })
  }

  #regroup(scope: Scope, depth: number): readonly Part[] | undefined {
    return this.#list(scope, ({ text, type }) => {
      const groups = this.#name('groups')
      const group = this.#name('group')
      const element: Expression = { text: 'x', type: { ...type, kind: 'entity' } }
      const related = this.#random.chance(25) ? this.#relation(element, false) : undefined
      if (related) this.#readText((related.type as { model: RandomModel }).model)
      const path = related?.text ?? this.#scalar([element])
      if (!path.startsWith('x.')) return undefined
      const rows: Expression = { text: `${group}.list`, type: { ...type, kind: 'rows' } }
      const grouper: Expression = { text: `${group}.grouper`, type: related?.type ?? scalarType }
      const body = [`{{ ${group}.grouper|default:"-" }}:`, ...this.#body([rows, rows, grouper, ...scope], depth + 1)]
      return [
        `{% regroup ${text} by ${path.slice(2)} as ${groups} %}`,
        { sections: [{ open: `{% for ${group} in ${groups} %}`, body }], close: '{% endfor %}' },
      ]
    })
  }

  #ifchanged(scope: Scope, depth: number): readonly Part[] {
    const value = this.#random.chance(50)
      ? ` ${this.#random.chance(30) ? (this.#entity(scope, ({ text }) => text) ?? this.#scalar(scope)) : this.#scalar(scope)}`
      : ''
    const sections: Section[] = [{ open: `{% ifchanged${value} %}`, body: this.#body(scope, depth + 1) }]
    if (this.#random.chance(30)) sections.push({ open: '{% else %}', body: ['same'] })
    return [{ sections, close: '{% endifchanged %}' }]
  }

  #cycle(scope: Scope): readonly Part[] {
    const items = this.#random.times(1, 3, () => (this.#random.chance(50) ? this.#scalar(scope) : this.#random.pick(['"odd"', '"even"'])))
    return [
      `{% cycle ${items.join(' ')}${this.#random.chance(40) ? ` as c${this.#names}` : ''} %}`,
      ...(this.#random.chance(20) ? [`{{ c${this.#names} }}`] : []),
    ]
  }

  #anything(scope: Scope): Expression | undefined {
    return this.#random.choose<Expression>([
      [6, () => this.#entity(scope, (value) => value)],
      [4, () => this.#list(scope, (value) => value)],
      [2, () => ({ text: this.#scalar(scope), type: scalarType })],
      [
        2,
        () =>
          this.#list(scope, ({ text, type }) => ({
            text: `${text}|${this.#random.pick(['first', 'last'])}`,
            type: { ...type, kind: 'entity' },
          })),
      ],
      [
        1,
        () =>
          this.#entity(scope, (one) =>
            this.#entity(scope, (two) =>
              one.type.model === two.type.model
                ? { text: `${one.text}|default:${two.text}`, type: { kind: 'entity', model: one.type.model } }
                : undefined,
            ),
          ),
      ],
      [
        1,
        () =>
          this.#list(scope, (one) =>
            this.#relatedList(scope, (two) =>
              one.type.model === two.type.model
                ? { text: `${one.text}|default_if_none:${two.text}`, type: { kind: 'rows', model: one.type.model } }
                : undefined,
            ),
          ),
      ],
    ])
  }

  /** A relation's list without filters, as an argument of one. */
  #relatedList<T>(
    scope: Scope,
    use: (value: Expression & { type: Extract<Type, { model: RandomModel }> }) => T | undefined,
  ): T | undefined {
    return this.#entity(scope, (value) => {
      const list = this.#relation(value, true)
      return list && use(list as Expression & { type: Extract<Type, { model: RandomModel }> })
    })
  }

  /** A path to a scalar; a literal where nothing in the scope has one. */
  #scalar(scope: Scope): string {
    return (
      this.#random.choose<string>([
        [8, () => this.#entity(scope, (entity) => this.#field(entity))],
        [2, () => this.#entity(scope, (entity) => this.#member(entity, 'scalar')?.text)],
        [1, () => this.#pick(scope, 'scalar', ({ text }) => text)],
        [1, () => this.#list(scope, ({ text, type }) => (type.kind === 'list' ? `${text}.count` : undefined))],
      ]) ?? '"literal"'
    )
  }

  #field({
    text,
    type: { model, annotations = [] },
  }: Expression & { type: { model: RandomModel; annotations?: readonly string[] } }): string {
    if (annotations.length > 0 && this.#random.chance(40)) return `${text}.${this.#random.pick(annotations)}`
    const names = Object.keys(model.fields)
    const name = this.#random.pick(names)
    this.reads.add(`${model.name}.${name}`)
    return model.fields[name]!.type === 'json' && this.#random.chance(50) ? `${text}.${name}.key` : `${text}.${name}`
  }

  /** A path to one row: a name of the scope, or one or more steps from one. */
  #entity<T>(scope: Scope, use: (value: Expression & { type: Extract<Type, { model: RandomModel }> }) => T | undefined): T | undefined {
    const first = this.#random.choose<Expression>([
      [5, () => this.#pick(scope, 'entity', (value) => value)],
      [1, () => this.#ofList(scope)],
    ])
    if (!first) return undefined
    let value = first
    for (let steps = this.#random.pick([0, 0, 1, 1, 2]); steps > 0; steps--) value = this.#step(value) ?? value
    return use(value as Expression & { type: Extract<Type, { model: RandomModel }> })
  }

  /** `list.first`, `list|first`, `list.0`, … with its relations cut off where a filter ends the path. */
  #ofList(scope: Scope): Expression | undefined {
    return this.#pick(scope, 'list', ({ text, type }) => ({
      text: `${text}${this.#random.pick(['.first', '.last', '.0', '.1', '.all.0'])}`,
      type: { ...type, kind: 'entity' } as Type,
    }))
  }

  #step(value: Expression): Expression | undefined {
    return this.#random.choose<Expression>([
      [5, () => this.#relation(value, false)],
      [1, () => this.#member(value, 'entity')],
      [
        1,
        () => {
          const list = this.#relation(value, true)
          return (
            list && {
              text: `${list.text}${this.#random.pick(['.first', '.last', '.0', '.all.1'])}`,
              type: { ...list.type, kind: 'entity' } as Type,
            }
          )
        },
      ],
    ])
  }

  #relation({ text, type }: Expression, many: boolean): Expression | undefined {
    const { model } = type as { model: RandomModel }
    const sides = model.sides.filter((side: Side) => side.many === many)
    if (sides.length === 0) return undefined
    const side = this.#random.pick(sides)
    return { text: `${text}.${side.name}`, type: { kind: many ? 'list' : 'entity', model: this.#models.get(side.target)! } }
  }

  #member({ text, type }: Expression, kind: ResultType['kind']): Expression | undefined {
    const { model } = type as { model: RandomModel }
    const fitting = model.members.filter((member) => member.result.kind === kind && member.name !== 'toString')
    if (fitting.length === 0) return undefined
    const { name, result, reads } = this.#random.pick(fitting)
    for (const read of reads) this.reads.add(read)
    const target = 'model' in result ? this.#models.get(result.model)! : model
    const type2: Type =
      kind === 'entity'
        ? { kind, model: target }
        : kind === 'list'
          ? { kind, model: target }
          : kind === 'array'
            ? { kind: 'rows', model: target }
            : { kind: 'scalar' }
    return { text: `${text}.${name}`, type: type2 }
  }

  /** A path to many rows, perhaps through filters. */
  #list<T>(scope: Scope, use: (value: Expression & { type: Extract<Type, { model: RandomModel }> }) => T | undefined): T | undefined {
    const random = this.#random
    const list = random.choose<Expression>([
      [5, () => this.#entity(scope, (value) => this.#relation(value, true))],
      [4, () => this.#pick(scope, 'list', (value) => value)],
      [2, () => this.#pick(scope, 'rows', (value) => value)],
      [1, () => this.#entity(scope, (value) => this.#member(value, 'array'))],
      [1, () => this.#entity(scope, (value) => this.#member(value, 'list'))],
    ])
    if (!list) return undefined
    const all = list.type.kind === 'list' && random.chance(25) ? { ...list, text: `${list.text}.all` } : list
    const cut = random.chance(25) ? this.#cut(all) : all
    return use(cut as Expression & { type: Extract<Type, { model: RandomModel }> })
  }

  #cut({ text, type }: Expression): Expression {
    const { model } = type as { model: RandomModel }
    const rows = { ...type, kind: 'rows' } as Type
    const filter = this.#random.pick([':2', '1:', '1:3', '-2:', ':1', '::2'].map((bounds) => `slice:"${bounds}"`).concat('sort', 'sort'))
    if (filter !== 'sort') return { text: `${text}|${filter}`, type: rows }
    const key = this.#scalar([{ text: 'x', type: { kind: 'entity', model } }])
    return key.startsWith('x.')
      ? { text: `${text}|dictsort${this.#random.chance(40) ? 'reversed' : ''}:"${key.slice(2)}"`, type: rows }
      : { text, type }
  }

  #pick<T>(
    scope: Scope,
    kind: Type['kind'],
    use: (value: Expression & { type: Extract<Type, { model: RandomModel }> }) => T | undefined,
  ): T | undefined {
    const fitting = scope.filter((value) => value.type.kind === kind)
    return fitting.length === 0
      ? undefined
      : use(this.#random.pick(fitting) as Expression & { type: Extract<Type, { model: RandomModel }> })
  }

  #readText(model: RandomModel): void {
    for (const { name, reads } of model.members) if (name === 'toString') for (const read of reads) this.reads.add(read)
  }

  #name(prefix: string): string {
    return `${prefix}${this.#names++}`
  }
}
