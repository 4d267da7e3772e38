import type { RandomSource } from './random-source.ts'

/** Ways to write something so often, so deep or so long that careless code runs out of stack, time or memory. */
const kinds: readonly ((count: number, random: RandomSource) => string)[] = [
  (count) => `{{ a${'|add:1'.repeat(count)} }}`,
  (count) => `{{ text${'|escapejs|force_escape|urlencode'.repeat(Math.min(count, 8))} }}`,
  (count) => `{{ a${'.a'.repeat(count)} }}`,
  (count) => `{{ "${'x'.repeat(count * 50)}"|truncatewords_html:3|urlize }}`,
  (count) => `{% if ${'not '.repeat(count)}a %}x{% endif %}`,
  (count) => `{% if ${'a and '.repeat(count)}b %}x{% endif %}`,
  (count) => `{% if a %}x${'{% elif b == 1 %}y'.repeat(count)}{% endif %}`,
  (count) => `{% expr ${'('.repeat(count)}1${' + 1)'.repeat(count)} %}`,
  (count) => `{% expr ${'-'.repeat(count)}1 %}`,
  (count) => `{% expr ${'999999 * '.repeat(Math.min(count, 90))}2 %}`,
  (count) => `${'{% for a in list|slice:":7" %}'.repeat(Math.min(count, 3))}{{ a }}${'{% endfor %}'.repeat(Math.min(count, 3))}`,
  (count) => `${'{% if a %}'.repeat(count)}x${'{% endif %}'.repeat(count)}`,
  (count) => `${'{% with a=a|add:a %}'.repeat(count)}{{ a|length }}${'{% endwith %}'.repeat(count)}`,
  (count) => `${'{% spaceless %}{% filter upper %}'.repeat(count)}<p> </p>${'{% endfilter %}{% endspaceless %}'.repeat(count)}`,
  (count) => `${'{% block a %}'.repeat(count)}${'{% endblock %}'.repeat(count)}`,
  (count) => Array.from({ length: count }, (_, at) => `{% block x${at} %}`).join('') + '{% endblock %}'.repeat(count),
  (count) => Array.from({ length: count }, (_, at) => `{% partialdef x${at} inline %}`).join('') + '{% endpartialdef %}'.repeat(count),
  (count) => '{% include "self" with n=n|add:1 %}'.repeat(Math.min(count, 20)),
  (count) => '{% include "row" with a=text only %}'.repeat(Math.min(count, 99)),
  (count) =>
    `{% cycle ${'"a" '.repeat(count)} as row %}{% firstof ${'none '.repeat(count)} %}{% ifchanged ${'a '.repeat(count)}%}x{% endifchanged %}`,
  // Where it stands in "row", `list` is read as often on each of 200 levels, and can be a function.
  (count) =>
    `{% with ${Array.from({ length: Math.min(count, 99) }, (_, at) => `a${at}=list`).join(' ')} %}{% include "row" %}{% endwith %}`,
  (count) => '{{'.repeat(count * 10) + '{%'.repeat(count * 10),
  (count) => `${'{# '.repeat(count * 10)}${'{% comment %}'.repeat(count)}`,
  (count) => `{% ${'"'.repeat(count)}${"_('".repeat(count)} %}`,
  (count, random) => `{% load ${'humanize '.repeat(count)}%}{% lorem ${'9'.repeat(Math.min(count, 30))} ${random.pick(['w', 'p', 'b'])} %}`,
  (count, random) =>
    `{{ text|${random.pick(['center', 'ljust', 'rjust', 'wordwrap', 'truncatechars', 'get_digit', 'floatformat'])}:${'9'.repeat(count)} }}`,
  (count, random) =>
    `{{ n|stringformat:"${random.pick(['0', '-', '+', '.', '#.'])}${'9'.repeat(Math.min(count, 20))}${random.pick(['d', 'f', 's', 'e', 'g', 'x', 'r'])}" }}`,
  (count, random) =>
    `{{ date|date:"${random.pick(['Y', 'a.', '\\', 'r', 'P', 'u'])}${'Y'.repeat(count * 10)}" }}{% now "${'c'.repeat(count)}" %}`,
  (count) =>
    `{% widthratio ${'9'.repeat(count)} 1 ${'9'.repeat(count)} %}{{ ${'9'.repeat(count)}|filesizeformat }}{{ "${'9'.repeat(count)}"|filesizeformat }}`,
  (count) =>
    `{{ list|slice:"${':'.repeat(count)}" }}{{ list|slice:"-${'9'.repeat(count)}::${'9'.repeat(count)}" }}{{ list|dictsort:"${'a.'.repeat(count)}" }}`,
  (count) => `{% regroup list by ${'a.'.repeat(count)}a as g %}{{ g }}{% querystring ${'a=list '.repeat(count)} %}`,
  (count) => `{% extends "base" %}{% block a %}${'{{ block.super }}'.repeat(count)}{% endblock %}`,
]

export function extremeTemplate(random: RandomSource): string {
  return random.pick(kinds)(random.pick([2, 30, 99, 200, 400, 1500]), random)
}

const pieces = ['<', '<a ', '<a b="', '<!--', '<![CDATA[', '</a', '&', '&#1', '<script>', '<<a>', '(', ').', '&;', 'a@', 'a.', 'www.', 'a.com/', 'http://', ' ', '\t', '\n', "a'B", 'Σ', 'ß', '%4', '\u0301\u0323', '\uFDFA', '🎉', '\uD800', '9', '1_0', '\0', '-a-'] // prettier-ignore

/** A text made to keep scanners and regular expressions busy; `short` where a page prints it many times. */
export function longText(random: RandomSource, short: boolean): string {
  const times = random.pick(short ? [5, 10, 20] : [100, 1000, 5000])
  const text = random.pick(pieces).repeat(times) + random.pick(['', '>', ';', '\n'])
  return random.chance(30) ? text + random.pick(pieces).repeat(short ? 10 : 1000) : text
}
