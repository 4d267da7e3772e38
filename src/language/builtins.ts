import { builtinFilters } from './filters/builtin-filters.ts'
import type { Library } from './library.ts'
import { autoescapeTag } from './tags/autoescape.ts'
import { csrfTokenTag } from './tags/csrf-token.ts'
import { cycleTag, resetcycleTag } from './tags/cycle.ts'
import { debugTag } from './tags/debug.ts'
import { exprTag } from './tags/expr.ts'
import { filterTag } from './tags/filter.ts'
import { firstofTag } from './tags/firstof.ts'
import { ifchangedTag } from './tags/ifchanged.ts'
import { loremTag } from './tags/lorem.ts'
import { nowTag } from './tags/now.ts'
import { partialTag, partialdefTag } from './tags/partial.ts'
import { querystringTag } from './tags/querystring.ts'
import { regroupTag } from './tags/regroup.ts'
import { spacelessTag } from './tags/spaceless.ts'
import { templatetagTag } from './tags/templatetag.ts'
import { urlTag } from './tags/url.ts'
import { widthratioTag } from './tags/widthratio.ts'

/** The tags and filters that every template has. The core tags, such as `if` and `for`, are the parser's own. */
export const builtins = {
  name: 'builtins',
  tags: [
    autoescapeTag,
    csrfTokenTag,
    cycleTag,
    debugTag,
    exprTag,
    filterTag,
    firstofTag,
    ifchangedTag,
    loremTag,
    nowTag,
    partialTag,
    partialdefTag,
    querystringTag,
    regroupTag,
    resetcycleTag,
    spacelessTag,
    templatetagTag,
    urlTag,
    widthratioTag,
  ],
  filters: builtinFilters,
} satisfies Library
