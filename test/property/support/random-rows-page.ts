import type { Part, RandomQuery, Section } from './page-case.ts'
import type { Random } from './random.ts'
import type { TemplateGenerator } from './random-template.ts'
import type { Expression } from './template-scope.ts'

/** A page with a loop over one of the queries, which nothing else on it reads; false where none gives a list. */
export function rowsPage(random: Random, generator: TemplateGenerator, queries: Readonly<Record<string, RandomQuery>>): boolean {
  const scope = generator.scopeOf(queries)
  const list = scope.find(({ type }) => type.kind === 'list')
  if (!list) return false
  const others = scope.filter((each) => each !== list)
  const around = (): readonly Part[] => (others.length > 0 ? generator.parts(others, 6) : [' '])
  const element = { text: 'row', type: { ...list.type, kind: 'entity' } } as Expression
  const body = [
    `{{ forloop.${random.pick(['counter', 'first', 'last', 'last', 'revcounter'])} }}`,
    ...generator.parts([element, element, ...others], random.int(6, 24)),
  ]
  const sections: Section[] = [{ open: `{% for row in ${list.text} %}`, body }]
  if (random.chance(30)) sections.push({ open: '{% empty %}', body: around() })
  const loop: Part = { sections, close: '{% endfor %}' }
  const tested: Part = { sections: [{ open: `{% if ${list.text} %}`, body: [loop] }], close: '{% endif %}' }
  const parts = [...around(), random.chance(30) ? tested : loop, ...around()]
  const { templates } = generator
  if (random.chance(40)) {
    templates['rows.html'] = parts
    templates['page.html'] = ['{% include "rows.html" %}']
  } else if (random.chance(30)) {
    const block = (inside: readonly Part[]): Part => ({ sections: [{ open: '{% block main %}', body: inside }], close: '{% endblock %}' })
    templates['base.html'] = ['<', block(['base']), '>']
    templates['page.html'] = ['{% extends "base.html" %}', block(parts)]
  } else templates['page.html'] = parts
  return true
}
