import * as fc from 'fast-check'

const name = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('a', 'b', 'user', 'items', 'x1', 'block', 'forloop', 'True', 'constructor') },
  { weight: 1, arbitrary: fc.constantFrom('π', '名前', '𝒳', 'None', 'as', 'for', 'in', '_private', '1a', '') },
)
const path = fc.oneof(
  { weight: 20, arbitrary: fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('.')) },
  { weight: 3, arbitrary: fc.constantFrom('a.0.b', '3', '-2.5', '1e3') },
  { weight: 1, arbitrary: fc.constantFrom('a.', 'a..b', '.a', 'a._b', '.', 'a-b', 'a b', 'a,b', '$') },
)
const text = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom('"a.b"', "'it is'", '"a|b"', '"M d, Y"', '""', '"ü.x"', '"./x.html"', '"../y.html"') },
  { weight: 1, arbitrary: fc.constantFrom('"%}"', '"a\\"b"', '"open', "it's", '_("t.u")', "_('v w')") },
)
const operand = fc.oneof({ weight: 4, arbitrary: path }, { weight: 1, arbitrary: text })
const filter = fc
  .tuple(
    fc.oneof({ weight: 12, arbitrary: fc.constant('|') }, { weight: 1, arbitrary: fc.constantFrom(' | ', '| ', '||') }),
    fc.oneof(
      {
        weight: 12,
        arbitrary: fc.constantFrom(
          'upper',
          'default',
          'default_if_none',
          'dictsort',
          'dictsortreversed',
          'first',
          'length',
          'slice',
          'myown',
        ),
      },
      { weight: 1, arbitrary: fc.constantFrom('ü', '1f', '') },
    ),
    fc.option(operand, { nil: null }),
  )
  .map(([bar, filterName, argument]) => `${bar}${filterName}${argument === null ? '' : `:${argument}`}`)
const expression = fc.oneof(
  { weight: 5, arbitrary: operand },
  { weight: 2, arbitrary: fc.tuple(operand, fc.array(filter, { maxLength: 3 })).map(([first, filters]) => first + filters.join('')) },
)
const pair = fc
  .tuple(
    fc.oneof({ weight: 15, arbitrary: fc.constantFrom('a', 'k', 'n') }, { weight: 1, arbitrary: fc.constantFrom('ñ', 'data-x', '') }),
    expression,
  )
  .map(([key, value]) => `${key}=${value}`)
const word = fc.oneof({ weight: 5, arbitrary: expression }, { weight: 2, arbitrary: pair })
const tagWord = fc.oneof(
  { weight: 4, arbitrary: word },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'as',
      'and',
      'or',
      'not',
      'in',
      'is',
      'by',
      'with',
      'only',
      'silent',
      'reversed',
      'on',
      'off',
      '==',
      '<',
      'count',
      'asvar',
    ),
  },
)
const gap = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(' ', '  ', '') },
  { weight: 1, arbitrary: fc.constantFrom('\t', '\u00A0', '\f') },
)
const line = fc.oneof({ weight: 12, arbitrary: fc.constantFrom(' ', '') }, { weight: 1, arbitrary: fc.constant('\n') })

const condition = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: expression.map((first) => [first]) }, { weight: 1, arbitrary: fc.array(tagWord, { maxLength: 3 }) }),
    fc.constantFrom('and', 'or', '==', 'not in', 'is not', 'in', 'is', '>='),
    expression,
    fc.boolean(),
  )
  .map(([words, operator, last, negated]) => [...words, operator, ...(negated ? ['not'] : []), last].join(' '))
const test_ = fc.oneof({ weight: 3, arbitrary: expression }, { weight: 2, arbitrary: condition })

const { template } = fc.letrec<{ node: string; template: string }>((tie) => {
  const body = tie('template')
  return {
    template: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('text', '<b>"it\'s"</b>', '{', '}', '{ {', '}}', '%}', '#}', '{# {{ c.d }} #}', '\n', 'ü', '🎉'),
      fc.tuple(line, expression, gap).map(([before, value, after]) => `{{${before}${value}${after}}}`),
      fc.tuple(line, expression, line).map(([before, value, after]) => `{{${before}${value}${after}}}`),
      fc
        .tuple(
          fc.constantFrom('url', 'cycle a', 'firstof', 'own', 'translate', 'static', 'querystring', 'include', 'widthratio 1 2', 'now'),
          expression,
          fc.constantFrom('', '', ' as z'),
        )
        .map(([tag, value, as]) => `{% ${tag} ${value}${as} %}`),
      fc
        .tuple(
          fc.constantFrom(
            'url',
            'cycle',
            'firstof',
            'now',
            'widthratio',
            'include',
            'extends',
            'load',
            'lorem',
            'querystring',
            'static',
            'own',
            'translate',
            'blocktranslate',
            'plural',
            'endown',
            'else',
            'elif',
            'empty',
            'endif',
            'endfor',
            'partial',
            'resetcycle',
            'csrf_token',
            'regroup',
            'templatetag',
            'get_static_prefix',
            '',
          ),
          fc.oneof(
            { weight: 2, arbitrary: fc.array(expression, { maxLength: 2 }) },
            { weight: 1, arbitrary: fc.array(tagWord, { maxLength: 5 }) },
          ),
          gap,
          line,
        )
        .map(([tag, words, space, after]) => `{% ${[tag, ...words].join(space || ' ')}${after}%}`),
      fc.tuple(expression, name, name).map(([list, key, bound]) => `{% regroup ${list} by ${key} as ${bound} %}`),
      fc
        .tuple(expression, fc.array(pair, { minLength: 1, maxLength: 2 }), fc.constantFrom('', ' only'))
        .map(([file, pairs, only]) => `{% include ${file} with ${pairs.join(' ')}${only} %}`),
      fc
        .tuple(
          fc.oneof(
            { weight: 12, arbitrary: fc.constantFrom('x', 'k, v', 'k,v', 'k , v', 'ñ') },
            { weight: 1, arbitrary: fc.constantFrom('a b', 'k|v', ',') },
          ),
          expression,
          fc.constantFrom('', ' reversed'),
          body,
          fc.constantFrom('', '{% empty %}{{ e }}'),
        )
        .map(([names, list, reversed, inner, empty]) => `{% for ${names} in ${list}${reversed} %}${inner}${empty}{% endfor %}`),
      fc
        .tuple(
          test_,
          body,
          fc.oneof(
            test_.map((other) => `{% elif ${other} %}`),
            fc.constantFrom('', '{% else %}', '{% else %}', '{% else x %}'),
          ),
          body,
        )
        .map(([first, inner, turn, other]) => `{% if ${first} %}${inner}${turn}${other}{% endif %}`),
      fc
        .tuple(
          fc.oneof(
            { weight: 8, arbitrary: fc.array(pair, { minLength: 1, maxLength: 2 }) },
            { weight: 1, arbitrary: fc.array(word, { maxLength: 2 }) },
          ),
          fc.constantFrom('', '', '', ' as z'),
          body,
        )
        .map(([words, as, inner]) => `{% with ${words.join(' ')}${as} %}${inner}{% endwith %}`),
      fc
        .tuple(fc.array(word, { maxLength: 2 }), body, fc.constantFrom('', '{% else %}{{ o }}'))
        .map(([words, inner, other]) => `{% ifchanged ${words.join(' ')} %}${inner}${other}{% endifchanged %}`),
      fc
        .tuple(fc.constantFrom('b1', 'b2', 'b3', 'b4'), body, fc.constantFrom('', ' b1', ' b2'))
        .map(([block, inner, end]) => `{% block ${block} %}${inner}{% endblock${end} %}`),
      fc
        .tuple(
          fc.constantFrom(
            'spaceless',
            'autoescape off',
            'autoescape on',
            'filter upper|default:q.r',
            'cache 5 key a.b',
            'partialdef p',
            'own a.b',
            'blocktranslate with k=a.b count c=d.e trimmed',
            'blocktrans with a.b as k',
          ),
          body,
        )
        .map(([tag, inner]) => `{% ${tag} %}${inner}{% end${tag.split(' ')[0]} %}`),
      fc
        .tuple(fc.constantFrom('comment', 'comment "n"', 'verbatim', 'verbatim v', 'verbatim\tt'), body, fc.constantFrom('', ' '))
        .map(([tag, inner, space]) => `{% ${tag} %}${inner}{% end${tag.startsWith('c') ? 'comment' : tag} ${space}%}`),
    ),
  }
})

/** Something put in a random place, or something left out. */
const mutation = fc.tuple(
  fc.nat(),
  fc.constantFrom(
    '{',
    '}',
    '{{',
    '{%',
    '{#',
    '{{{',
    '{{%',
    '{{}}',
    '{%%}',
    '%}',
    '}}',
    '\n',
    '_',
    '"',
    '|',
    ':',
    '',
    '{% endif %}',
    '{% endfor %}',
    '{% else %}',
  ),
  fc.nat(3),
)

/** Templates with all tags and odd words in them; half of them are then damaged. */
export const randomTemplate: fc.Arbitrary<string> = fc.tuple(template, fc.array(mutation, { maxLength: 1 })).map(([source, mutations]) =>
  mutations.reduce((text, [at, added, removed]) => {
    const place = at % (text.length + 1)
    return text.slice(0, place) + added + text.slice(place + removed)
  }, source),
)
