import { humanizeFilters } from './filters/humanize.ts'
import { tzFilters } from './filters/tz.ts'
import type { Library } from './library.ts'
import { cacheTag } from './tags/cache.ts'
import { getCurrentTimezoneTag, localtimeTag, timezoneTag } from './tags/tz.ts'
import { getMediaPrefixTag, getStaticPrefixTag, staticTag } from './tags/static.ts'

/** The libraries that come with djust and that a template asks for with `{% load %}`. */
export const loadableLibraries = [
  { name: 'static', tags: [staticTag, getStaticPrefixTag, getMediaPrefixTag], filters: [] },
  { name: 'cache', tags: [cacheTag], filters: [] },
  { name: 'humanize', tags: [], filters: humanizeFilters },
  { name: 'tz', tags: [localtimeTag, timezoneTag, getCurrentTimezoneTag], filters: tzFilters },
] satisfies readonly Library[]
