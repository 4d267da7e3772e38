/** What the value of a column is called on a page. The first word of each pair is what the database holds. */
export const propertyTypes = {
  apartment: 'Apartment',
  house: 'House',
  condo: 'Condo',
  townhouse: 'Townhouse',
  studio: 'Studio',
  duplex: 'Duplex',
} as const

export const propertyStatuses = {
  available: 'Available',
  occupied: 'Occupied',
  maintenance: 'In turnaround',
  unavailable: 'Off market',
} as const

export const leaseStatuses = {
  active: 'Active',
  upcoming: 'Upcoming',
  expired: 'Expired',
  terminated: 'Terminated',
} as const

export const priorities = {
  urgent: 'Urgent',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
} as const

export const requestStatuses = {
  open: 'Open',
  in_progress: 'In progress',
  completed: 'Completed',
  cancelled: 'Cancelled',
} as const

export const paymentMethods = {
  bank_transfer: 'Bank transfer',
  online: 'Online',
  credit_card: 'Credit card',
  check: 'Check',
  cash: 'Cash',
} as const

export const paymentStatuses = {
  completed: 'Paid',
  pending: 'Pending',
  failed: 'Failed',
  refunded: 'Refunded',
} as const

export type Choices = Readonly<Record<string, string>>

/** The keys of a choice map, as an enum column takes them. */
export function keysOf<T extends Choices>(choices: T): (keyof T & string)[] {
  return Object.keys(choices)
}
