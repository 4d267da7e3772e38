import type { EngineName } from './engines.ts'
import type { Sources } from './workload.ts'

const tags = (date: string, include: string, opening: string, closing: string): Sources => ({
  layout: `<!DOCTYPE html>
<html><head><title>{{ title }}</title></head><body>
{% include "header" %}
<main>
{% block content %}{% endblock %}
</main>
{% include "footer" %}
</body></html>
`,
  header: `<header><h1>{{ site.name }}</h1><nav>
{% for link in links %}<a href="{{ link.url }}">{{ link.text }}</a>
{% endfor %}</nav><p>{{ user.name }}</p></header>`,
  card: `<article><h2>{{ item.title }}</h2><p>{{ item.text }}</p><p>{{ item.author.name }}, ${date}</p></article>`,
  footer: `<footer>{{ site.name }}, {{ site.year }}</footer>`,
  page: `${opening}<h1>{{ title }}</h1>
{% for item in items %}${include}
{% endfor %}${closing}`,
})

const scripts = (include: (name: string, values: string) => string, content: string): Sources => ({
  header: `<header><h1><%= it.site.name %></h1><nav>
<% for (const link of it.links) { %><a href="<%= link.url %>"><%= link.text %></a>
<% } %></nav><p><%= it.user.name %></p></header>`,
  card: `<article><h2><%= it.item.title %></h2><p><%= it.item.text %></p><p><%= it.item.author.name %>, <%= it.helpers.shortDate(it.item.date) %></p></article>`,
  footer: `<footer><%= it.site.name %>, <%= it.site.year %></footer>`,
  content: `<h1><%= it.title %></h1>
<% for (const item of it.items) { %>${include('card', '{ item, helpers: it.helpers }')}
<% } %>`,
  page: `<!DOCTYPE html>
<html><head><title><%= it.title %></title></head><body>
${include('header', 'it')}
<main>
${content}
</main>
${include('footer', 'it')}
</body></html>
`,
})

const eta = scripts((name, values) => `<%~ include('@${name}', ${values}) %>`, '<%~ it.body %>')

export const layoutSources: Readonly<Record<EngineName, Sources>> = {
  djust: tags('{{ item.date|date:"M d, Y" }}', '{% include "card" %}', '{% extends "layout" %}{% block content %}', '{% endblock %}'),
  Nunjucks: tags('{{ item.date | shortDate }}', '{% include "card" %}', '{% extends "layout" %}{% block content %}', '{% endblock %}'),
  LiquidJS: tags(
    '{{ item.date | shortDate }}',
    '{% render "card", item: item %}',
    '{% layout "layout" %}{% block content %}',
    '{% endblock %}',
  ),
  Eta: { ...eta, layout: eta.page, page: `<% layout('@layout', it) %>${eta['content']}` },
  EJS: scripts((name, values) => `<%- include('${name}', ${values}) %>`, "<%- include('content') %>"),
  Handlebars: {
    layout: `<!DOCTYPE html>
<html><head><title>{{title}}</title></head><body>
{{> header}}
<main>
{{> @partial-block}}
</main>
{{> footer}}
</body></html>
`,
    header: `<header><h1>{{site.name}}</h1><nav>
{{#each links as |link|}}<a href="{{link.url}}">{{link.text}}</a>
{{/each}}</nav><p>{{user.name}}</p></header>`,
    card: `<article><h2>{{title}}</h2><p>{{text}}</p><p>{{author.name}}, {{shortDate date}}</p></article>`,
    footer: `<footer>{{site.name}}, {{site.year}}</footer>`,
    page: `{{#> layout}}<h1>{{title}}</h1>
{{#each items}}{{> card}}
{{/each}}{{/layout}}`,
  },
  doT: {
    header: `<header><h1>{{!it.site.name}}</h1><nav>
{{~it.links :link}}<a href="{{!link.url}}">{{!link.text}}</a>
{{~}}</nav><p>{{!it.user.name}}</p></header>`,
    card: `<article><h2>{{!item.title}}</h2><p>{{!item.text}}</p><p>{{!item.author.name}}, {{!it.helpers.shortDate(item.date)}}</p></article>`,
    footer: `<footer>{{!it.site.name}}, {{!it.site.year}}</footer>`,
    content: `<h1>{{!it.title}}</h1>
{{~it.items :item}}{{#def.card}}
{{~}}`,
    page: `<!DOCTYPE html>
<html><head><title>{{!it.title}}</title></head><body>
{{#def.header}}
<main>
{{#def.content}}
</main>
{{#def.footer}}
</body></html>
`,
  },
  // What it includes by @include sees the loop's variables, but is compiled each time; components are not.
  Edge: {
    layout: `<!DOCTYPE html>
<html><head><title>{{ title }}</title></head><body>
@include('header')
<main>
{{{ $slots.main() }}}
</main>
@include('footer')
</body></html>
`,
    header: `<header><h1>{{ site.name }}</h1><nav>
@each(link in links)
<a href="{{ link.url }}">{{ link.text }}</a>
@end
</nav><p>{{ user.name }}</p></header>`,
    card: `<article><h2>{{ item.title }}</h2><p>{{ item.text }}</p><p>{{ item.author.name }}, {{ shortDate(item.date) }}</p></article>`,
    footer: `<footer>{{ site.name }}, {{ site.year }}</footer>`,
    page: `@component('layout', { title, site, links, user })
<h1>{{ title }}</h1>
@each(item in items)
@!component('card', { item })
@end
@end
`,
  },
}
