import { workload } from './workload.ts'

const liquid = (elseIf: string) => `<ol>
{% for row in grid %}<li>{{ forloop.index }}: {% for cell in row %}<b class="{% if cell > 66 %}high{% ${elseIf} cell > 33 %}middle{% else %}low{% endif %}">{{ cell }}</b>{% unless forloop.last %}, {% endunless %}{% endfor %}</li>
{% endfor %}</ol>
`
const django = liquid('elif').replace('forloop.index', 'forloop.counter').replace('{% unless', '{% if not').replace('endunless', 'endif')

const script = `<ol>
<% it.grid.forEach((row, y) => { %><li><%= y + 1 %>: <% row.forEach((cell, x) => { %><b class="<% if (cell > 66) { %>high<% } else if (cell > 33) { %>middle<% } else { %>low<% } %>"><%= cell %></b><% if (x < row.length - 1) { %>, <% } %><% }) %></li>
<% }) %></ol>
`

/** Loops in loops, with conditions in the inner one. */
export const grid = workload({
  name: 'grid, 20 × 20 cells with conditions',
  data: {
    grid: Array.from({ length: 20 }, (_, y) => Array.from({ length: 20 }, (__, x) => (y * 31 + x * 17) % 100)),
    helpers: { gt: (left: number, right: number) => left > right, inc: (value: number) => value + 1 },
  },
  floor(data) {
    let out = '<ol>\n'
    for (const [y, row] of data.grid.entries()) {
      out += `<li>${y + 1}: `
      for (let x = 0; x < row.length; x++) {
        const cell = row[x]!
        out += `<b class="${cell > 66 ? 'high' : cell > 33 ? 'middle' : 'low'}">${cell}</b>${x < row.length - 1 ? ', ' : ''}`
      }
      out += '</li>\n'
    }
    return `${out}</ol>\n`
  },
  sources: {
    djust: { page: django },
    Nunjucks: { page: django.replace('forloop.counter', 'loop.index').replace('forloop.last', 'loop.last') },
    LiquidJS: { page: liquid('elsif') },
    Handlebars: {
      page: `<ol>
{{#each grid as |row|}}<li>{{inc @index}}: {{#each row as |cell|}}<b class="{{#if (gt cell 66)}}high{{else if (gt cell 33)}}middle{{else}}low{{/if}}">{{cell}}</b>{{#unless @last}}, {{/unless}}{{/each}}</li>
{{/each}}</ol>
`,
    },
    Edge: {
      page: `<ol>
@each((row, y) in grid)
<li>{{ y + 1 }}:
@each((cell, x) in row)
<b class="{{ cell > 66 ? 'high' : cell > 33 ? 'middle' : 'low' }}">{{ cell }}</b>{{ x < row.length - 1 ? ', ' : '' }}
@end
</li>
@end
</ol>
`,
    },
    Eta: { page: script },
    EJS: { page: script },
    doT: {
      page: `<ol>
{{~it.grid :row:y}}<li>{{=y + 1}}: {{~row :cell:x}}<b class="{{? cell > 66}}high{{?? cell > 33}}middle{{??}}low{{?}}">{{=cell}}</b>{{? x < row.length - 1}}, {{?}}{{~}}</li>
{{~}}</ol>
`,
    },
  },
})
