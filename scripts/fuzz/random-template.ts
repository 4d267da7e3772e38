import type { RandomSource } from './random-source.ts'

/** Text that would do harm if it reached generated code, or a prototype, as it is. */
const poison = [
  '"',
  "'",
  '`',
  '\\',
  '\\"',
  '\n',
  '\r',
  '\u2028',
  '\u2029',
  '\0',
  '\uD800',
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '|',
  ':',
  '_("',
  '${globalThis.hit=1}',
  '"+(globalThis.hit=1)+"',
  "');globalThis.hit=1;//",
  '*/globalThis.hit=1/*',
  '];globalThis.hit=1;[',
  '</script>',
  '.constructor',
  '.__proto__',
  '.prototype',
  '.constructor.constructor',
  '.0',
  '..',
  'endif',
  ' as ',
  '=',
  ' ',
]
const names =
  'a b list o map set text n f date trap deep none constructor prototype forloop block True None eval this arguments c p R K o E x await class Ω'
const steps =
  'a b name items keys values 0 1 length constructor prototype toString counter parentloop super self method noArgument fails secret then map'
const words = { names: names.split(' '), steps: steps.split(' ') }
const literals = [
  '"x"',
  "'a\\'b'",
  '1',
  '-2',
  '3.5',
  '1e3',
  '99999999999999999999',
  '""',
  '_("t")',
  '"%s"',
  '"Y-m-d"',
  '":2"',
  '"a,b"',
  '0',
  '"__proto__"',
  '"constructor"',
  '10000000',
  '-99999999',
  '1e400',
  '"999999999"',
  '".999999999f"',
  '"-99999999s"',
  '"9999999gu"',
  '"-1:-99999999:-3"',
  '"%(a)s%(b)d"',
  '"\\\\Y\\\\"',
  '"a.0.b"',
  '"\u2028</script><!--"',
]
const operators = '== != < > <= >= in and or is'.split(' ').concat('not in', 'is not')

/** Templates that are mostly right: random markup, now and then with something broken in it. */
export class RandomTemplate {
  readonly #random: RandomSource
  readonly #filters: readonly { readonly name: string; readonly argument: string }[]
  readonly #includes: readonly string[]

  constructor(random: RandomSource, filters: readonly { readonly name: string; readonly argument: string }[], includes: readonly string[]) {
    this.#random = random
    this.#filters = filters
    this.#includes = includes
  }

  source(): string {
    const nodes = (): string => `${this.#random.chance(15) ? '{% load custom %}' : ''}${this.#nodes(3)}`
    const source = this.#random.chance(15) ? this.#child() : nodes()
    return this.#random.chance(30) ? this.#mutated(source) : source
  }

  #child(): string {
    const parent = this.#random.chance(80) ? this.#template() : this.#path()
    const again = this.#random.chance(20) ? '{% if block.super|upper == b %}{{ block.super }}{% endif %}{{ block.super|lower }}' : ''
    const part = this.#random.chance(30) ? `{% partialdef p1 %}${this.#nodes(1)}{% endpartialdef %}` : ''
    return `{% extends ${parent} %}${part}{% block a %}${this.#nodes(2)}{{ block.super }}${again}{% endblock %}{% block other %}${this.#nodes(1)}{% endblock other %}`
  }

  #mutated(source: string): string {
    let text = source
    for (let times = 1 + this.#random.number(3); times > 0; times--) {
      const at = this.#random.number(text.length + 1)
      const cut = this.#random.chance(50) ? this.#random.number(6) : 0
      text = text.slice(0, at) + (this.#random.chance(70) ? this.#random.pick(poison) : '') + text.slice(at + cut)
    }
    return text
  }

  #nodes(depth: number): string {
    let text = ''
    for (let count = 1 + this.#random.number(4); count > 0; count--) text += this.#node(depth)
    return text
  }

  #node(depth: number): string {
    const random = this.#random
    const kind = random.number(depth > 0 ? 34 : 8)
    const value = (): string => this.#expression()
    const body = (): string => this.#nodes(depth - 1)
    const name = (): string => random.pick(words.names)
    switch (kind) {
      case 0:
        return random.pick(['text ', '<b class="x">', "it's", '\n', '\\', '${x}', '`', '{ }', '😀'])
      case 8:
      case 9:
        return `{% if ${this.#condition(2)} %}${body()}{% elif ${this.#condition(1)} %}${body()}{% else %}${body()}{% endif %}`
      case 10:
      case 11:
        return `{% for ${name()} in ${this.#list()}${random.chance(20) ? ' reversed' : ''} %}${body()}{% empty %}${body()}{% endfor %}`
      case 12:
        return `{% for ${name()}, ${name()} in ${this.#list()} %}${body()}{% endfor %}`
      case 13:
        return `{% with ${name()}=${value()} ${name()}=${value()} %}${body()}{% endwith %}`
      case 14:
        return `{% include ${random.chance(80) ? this.#template() : value()} with ${name()}=${value()}${random.chance(30) ? ' only' : ''} %}`
      case 15:
        return `{% filter ${random.pick(this.#filters.filter(({ argument }) => argument !== 'required')).name} %}${body()}{% endfilter %}`
      case 16:
        return `{% autoescape ${random.pick(['on', 'off'])} %}${body()}{% endautoescape %}`
      case 17:
        return `{% cycle ${value()} ${value()} as row silent %}{{ row }}{% resetcycle row %}${body()}`
      case 18:
        return `{% firstof ${value()} ${value()} as ${name()} %}{% firstof ${value()} ${value()} %}`
      case 19:
        return `{% ifchanged ${random.chance(50) ? value() : ''} %}${body()}{% else %}${body()}{% endifchanged %}`
      case 20:
        return `{% regroup ${this.#list()} by ${random.pick(words.steps)} as ${name()} %}${body()}`
      case 21:
        return `{% spaceless %}${body()}{% endspaceless %}{% verbatim %}{{ a }}{% endverbatim %}{# {{ b }} #}`
      case 22:
        return `{% widthratio ${value()} ${value()} 100 as ${name()} %}{% now "Y" as ${name()} %}{% templatetag openblock %}`
      case 23:
        return `{% load cache %}{% cache ${random.pick(['1', '60', name()])} ${name()} ${value()} %}${body()}{% endcache %}`
      case 24:
        return `{% partialdef p${random.number(9)} ${random.chance(50) ? 'inline ' : ''}%}${body()}{% partial p${random.number(4)} %}{% endpartialdef %}`
      case 26:
        return `{% partial p${random.number(4)} %}`
      case 27:
        return `{% load custom %}{% box ${random.chance(50) ? `title=${value()}` : ''} %}${body()}{% endbox %}{% ${random.pick(['again', 'read', 'fail', `insert ${value()}`, `later ${value()}`])} %}`
      case 28:
        return `{% load custom %}{% give ${value()} other=${value()} as ${name()} %}{% give ${value()} %}{{ ${this.#path()}|same|argument:${this.#path()} }}{{ ${value()}|failing }}`
      case 29:
        return `{% load tz humanize static %}{% timezone ${random.chance(50) ? '"Europe/Oslo"' : value()} %}{{ ${this.#path()}|${random.pick(['localtime', 'utc', 'intcomma', 'naturalday', 'naturaltime', 'ordinal', 'intword', 'apnumber', 'timezone:"UTC"'])} }}${body()}{% endtimezone %}{% static ${value()} %}{% get_current_timezone as ${name()} %}`
      case 30:
        return `{% querystring ${name()}=${value()} %}{% with ${name()}=${value()} %}{% include ${this.#template()} %}{% include ${this.#template()} only %}{% endwith %}`
      case 31:
        return `{% expr ${value()} ${random.pick(['+', '-', '*', '/', '%'])} (${this.#path()} - ${random.pick(literals)}) ${random.chance(50) ? `as ${name()} ` : ''}%}${body()}`
      case 32:
        return `{% comment ${name()} %}${body()}{% endcomment %}{% load ${random.pick(['intcomma', 'nothing', 'localtime utc'])} from ${random.pick(['humanize', 'tz', 'nowhere'])} %}{% localtime ${random.pick(['on', 'off', 'x'])} %}${body()}{% endlocaltime %}`
      case 33:
        return `{% url ${value()} ${value()} a=${value()} %}{% url "n" as ${name()} %}{% now ${random.pick(literals)} as ${name()} %}{% lorem ${value()}|yesno:"2,9,x" ${random.pick(['w', 'p', 'b', ''])} random %}`
      case 25:
        return random.pick([
          '{% lorem 2 w %}',
          '{% lorem 3 p %}',
          '{% get_media_prefix %}',
          '{% include list %}',
          '{% verbatim a %}{% endverbatim %}{% endverbatim a %}',
          '{% debug %}',
          '{% csrf_token %}',
          '{% url "x" as u %}',
          `{% block b${random.number(1e6)} %}${body()}{% endblock %}`,
        ])
      default:
        return `{{ ${value()} }}`
    }
  }

  /** A template or a partial of it, itself among them. */
  #template(): string {
    const name = this.#random.pick(this.#includes)
    if (this.#random.chance(15)) return `"${name}#p${this.#random.number(4)}"`
    return this.#random.chance(3) ? `"./${name}"` : `"${name}"`
  }

  #condition(depth: number): string {
    if (depth === 0 || this.#random.chance(40)) return this.#expression()
    const not = this.#random.chance(20) ? 'not ' : ''
    return `${not}${this.#condition(depth - 1)} ${this.#random.pick(operators)} ${this.#condition(depth - 1)}`
  }

  #expression(): string {
    let text = this.#random.chance(80) ? this.#path() : this.#random.pick(literals)
    for (let count = this.#random.number(3); count > 0; count--) {
      const { name, argument } = this.#random.pick(this.#filters)
      const given = argument === 'required' || (argument === 'optional' && this.#random.chance(50))
      text += `|${name}${given ? `:${this.#random.chance(60) ? this.#random.pick(literals) : this.#path()}` : ''}`
    }
    return text
  }

  /** What a loop goes over: of a long text, which the body may print again, a few characters. */
  #list(): string {
    return this.#random.chance(30) ? `${this.#path()}.items` : `${this.#expression()}|slice:":9"`
  }

  #path(): string {
    let text = this.#random.number(3000) === 0 ? '__proto__' : this.#random.pick(words.names)
    if (this.#random.number(3000) === 0) text += '.__proto__'
    while (this.#random.chance(50)) text += `.${this.#random.pick(words.steps)}`
    return text
  }
}
