import { expect, test } from 'vitest'
import { createTemplateEngine } from '../../src/template.ts'

const engine = createTemplateEngine()

test.each([
  ['{% with a=b b=a %}{{ a }}{{ b }}{% endwith %}{{ a }}', 'BAA'],
  ['{% with a as x and b as y %}{{ x }}{{ y }}{% endwith %}', 'AB'],
  ['{% for a in list %}{{ a }}{% endfor %}{{ a }}', '12A'],
  ['{% for x, y in pairs %}{{ x }}{{ y }}{% endfor %}', '1234'],
  ['{% for k, v in map.items %}{{ k }}={{ v }} {% endfor %}', 'p=1 q=2 '],
  ['{% for k in map %}{{ k }}{% endfor %}{% for v in map.values %}{{ v }}{% endfor %}', 'pq12'],
  ['{% for x in nothing %}{% empty %}none{% endfor %}', 'none'],
  ['{% for x in list reversed %}{{ x }}{{ forloop.revcounter }} {% endfor %}', '22 11 '],
  ['{% firstof nope a as x %}{{ x }}{% for i in list %}{% firstof i as x %}{{ x }}{% endfor %}{{ x }}', 'A12A'],
  ['{% for i in list %}{{ x }}{% firstof i as x %}{% endfor %}', '1'],
  ['{% for i, j in pairs %}{{ x }}{% firstof i as x %}{% endfor %}', ''],
  ['{% if nope %}{% firstof a as x %}{% endif %}[{{ x }}]', '[]'],
  ['{% with x=b %}{% if a %}{% firstof a as x %}{% endif %}{{ x }}{% endwith %}', 'A'],
  [
    '{% for i in list %}{% for j in list %}{{ forloop.parentloop.counter0 }}{{ forloop.last }} {% endfor %}{% endfor %}',
    '0false 0true 1false 1true ',
  ],
  ['{% for i in list %}{% with f=forloop %}{{ f.counter }}{{ f.parentloop.x }}{% endwith %}{% endfor %}', '12'],
  ['{% cycle "x" "y" as c silent %}{% for i in list %}{% cycle c %}{{ c }}{% endfor %}{{ c }}', 'yxx'],
  ['{% for i in list %}{% cycle "x" "y" "z" %}{% endfor %}', 'xy'],
  ['{% for i in list %}{% cycle "x" "y" as c %}{% resetcycle c %}{% endfor %}', 'xx'],
])('%s', (source, expected) => {
  expect(
    engine.renderString(source, {
      a: 'A',
      b: 'B',
      list: [1, 2],
      pairs: [
        [1, 2],
        [3, 4],
      ],
      map: { p: 1, q: 2 },
    }),
  ).toBe(expected)
})
