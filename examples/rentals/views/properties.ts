import type { QuerySet, Request, SingleQuery } from 'djust'
import { addMonths, today } from '../calendar.ts'
import { Listing, type Page } from '../listing.ts'
import { propertyStatuses, propertyTypes } from '../models/choices.ts'
import { Property } from '../models/property.ts'
import { RentalsView, rowId } from './rentals-view.ts'

const orders = {
  name: ['name'],
  'rent-low': ['monthlyRent', 'name'],
  'rent-high': ['-monthlyRent', 'name'],
  bedrooms: ['-bedrooms', 'name'],
} as const

export class PropertiesView extends RentalsView {
  templateName = 'rentals/properties.html'
  section = 'properties'
  listing!: Listing
  page!: Page
  properties!: QuerySet<Property>

  override async mount(request: Request) {
    const listing = new Listing(request)
    const status = listing.select('status', 'Status', { '': 'Any', ...propertyStatuses })
    const type = listing.select('type', 'Type', { '': 'Any', ...propertyTypes })
    const sort = listing.select('sort', 'Sort by', {
      name: 'Name',
      'rent-low': 'Rent, lowest',
      'rent-high': 'Rent, highest',
      bedrooms: 'Bedrooms',
    })
    let properties = Property.objects.orderBy(...orders[sort])
    if (listing.term) properties = properties.search(listing.term)
    if (status) properties = properties.filter({ status })
    if (type) properties = properties.filter({ propertyType: type })

    const page = await listing.page(properties, 12)
    this.listing = listing
    this.page = page
    this.properties = page.of(properties)
  }
}

export class PropertyView extends RentalsView {
  templateName = 'rentals/property.html'
  section = 'properties'
  property!: SingleQuery<Ledger>

  override mount(request: Request) {
    this.property = ledger().get({ id: rowId(request.params['id']) })
  }
}

/** Properties with what they earned and cost in a year. */
function ledger() {
  return Property.objects.withLedgerSince(addMonths(today(), -12))
}

type Ledger = Awaited<ReturnType<typeof ledger>>[number]
