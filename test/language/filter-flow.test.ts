import { expect, it } from 'vitest'
import { printAccess } from '../../src/access/print-access.ts'
import { analyzeTemplate } from '../../src/access/template-analysis.ts'
import { builtins } from '../../src/language/builtins.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { staticName } from '../../src/template/static-name.ts'
import { TemplateSet } from '../../src/template/template-set.ts'

/** What a template reads, with the filters that every template has. */
function reads(source: string): string {
  const set = new TemplateSet({ loaders: [memoryLoader({ main: source })], libraries: { builtins: [builtins], loadable: new Map() } })
  const filters = new Map(builtins.filters.map((filter) => [filter.name, filter.flow]))
  const access = analyzeTemplate('main', {
    family: (template) => set.resolve(typeof template === 'string' ? set.get(template) : template),
    namesOf: (expression) => {
      const name = staticName(expression)
      return name === null ? null : [name]
    },
    tagFlow: () => undefined,
    filterFlow: (name) => filters.get(name),
  })
  return printAccess(access.roots).trim()
}

it.each([
  '{{ a|length }}',
  '{{ a|pluralize }}',
  '{% for x in a|slice:":3" %}{{ x.n }}{% endfor %}',
  '{% for x in a|slice:"2:5" %}{{ x.n }}{% endfor %}',
  '{% for x in a|slice:"-2:" %}{{ x.n }}{% endfor %}',
  '{% for x in a|slice:":-1" %}{{ x.n }}{% endfor %}',
  '{% for x in a|slice:y %}{{ x.n }}{% endfor %}',
  '{% with x=a|first %}{{ x.n }}{% endwith %}',
  '{% with x=a|slice:":3"|first %}{{ x.n }}{% endwith %}',
  '{% with x=a|last %}{{ x.n }}{% endwith %}',
  '{% for x in a|dictsort:"b.c" %}{{ x.n }}{% endfor %}',
  '{{ a.x|default:b.y|upper }}',
  '{% with x=a.b|default_if_none:c %}{{ x.n }}{% endwith %}',
  '{{ a|join:", " }}',
  '{{ a|yesno:"y,n" }}',
  '{{ a|json_script }}',
  '{{ a|date:b }}',
  '{% for x in a|add:b %}{{ x.n }}{% endfor %}',
])('%s', (source) => {
  expect(reads(source)).toMatchSnapshot()
})

it('is told by every filter', () => {
  expect(builtins.filters.filter((filter) => !filter.flow).map((filter) => filter.name)).toEqual([])
})
