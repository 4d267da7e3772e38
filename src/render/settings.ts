import type { PrintSettings } from '../value/print-settings.ts'
import { TimeZones } from '../value/time-zone.ts'

/** What the settings of an engine decide about printed text. */
export interface RenderSettings extends PrintSettings {
  /** What a name that can't be found prints; '%s' in it is the name. */
  readonly stringIfInvalid: string
  /** The clock of `{% now %}`, `timesince` and others. */
  readonly now: () => Date
  /** Words of filters such as `filesizeformat` in the page's language: `plural` and `count` where a count chooses. */
  readonly translate?: (text: string, plural?: string, count?: number) => string
}

/** Settings with djust's defaults for what is left out. */
export function renderSettings(given: Partial<RenderSettings> = {}): RenderSettings {
  return { values: 'javascript', timeZone: 'UTC', zones: new TimeZones(), stringIfInvalid: '', now: () => new Date(), ...given }
}
