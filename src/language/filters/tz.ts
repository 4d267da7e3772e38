import { PlainDateTime } from '../../value/plain-date-time.ts'
import { SafeString } from '../../value/safe-string.ts'
import type { TimeZone } from '../../value/time-zone.ts'
import { ZonedDateTime } from '../../value/zoned-date-time.ts'
import { plainZone } from '../../value/print-settings.ts'
import type { RenderSettings } from '../../render/settings.ts'
import type { FilterDefinition } from '../filter-definition.ts'
import { dateOfInput } from './date-filters.ts'
import { scalarFlow } from './flows.ts'

/** The filters of `{% load tz %}`: a date-time as clocks of a zone show it, which later filters leave as it is. */
export const tzFilters: readonly FilterDefinition[] = [
  zoneFilter('localtime', 'none', ({ zones, timeZone }) => zones.get(timeZone)),
  zoneFilter('utc', 'none', ({ zones }) => zones.get('UTC')),
  zoneFilter('timezone', 'required', ({ zones }, argument) => {
    const name = argument instanceof SafeString ? argument.text : argument
    return typeof name === 'string' ? zones.find(name) : undefined
  }),
]

type FindZone = (settings: RenderSettings, argument: unknown) => TimeZone | undefined

function zoneFilter(name: string, argument: FilterDefinition['argument'], find: FindZone): FilterDefinition {
  return {
    name,
    argument,
    flow: scalarFlow,
    apply(input, given, { settings }) {
      const date = dateOfInput(input, settings)
      const zone = find(settings, given)
      if (!(date instanceof PlainDateTime) || !zone) return ''
      const instant = date instanceof ZonedDateTime ? date : ZonedDateTime.inZone(date, plainZone(settings))
      return instant.in(zone, true)
    },
  }
}
