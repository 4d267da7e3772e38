// Written by `djust types`: what the template of each view reads, so that TypeScript checks it. Nothing in here runs.
import type { Each, Parameter, Shown, ViewContext, ViewOf } from 'djust'
import type config from "./djust.config.js"

declare function shown<T>(value: T): Shown<T>
declare function each<T extends Iterable<unknown> | AsyncIterable<unknown>>(list: T): Each<T>
declare function parameter<V, Name extends string>(view: V, name: Name): Parameter<V, Name>

/** rentals/dashboard.html */
export function DashboardView(view: ViewContext<ViewOf<typeof config, 0>>): void {
  const portfolio = shown(view.portfolio) // rentals/base.html:7:54 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.name) // rentals/base.html:7:64 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.expiringCount) // rentals/base.html:23:145 …s" label="Leases" icon="document" count=portfolio.expiringCount what="ending soon" %}
  shown(portfolio.pendingCount) // rentals/base.html:24:154 …ce" label="Repairs" icon="wrench" count=portfolio.pendingCount what="pending" %}
  const portfolio_manager = shown(portfolio.manager) // rentals/base.html:30:62 {{ portfolio.manager.initials }}
  shown(portfolio_manager.initials) // rentals/base.html:30:70 {{ portfolio.manager.initials }}
  shown(portfolio_manager.getFullName) // rentals/base.html:31:67 {{ portfolio.manager.getFullName }}
  shown(portfolio.propertyCount) // rentals/dashboard.html:4:120 {{ portfolio.propertyCount }}
  shown(portfolio.occupiedCount) // rentals/dashboard.html:7:92 {% widthratio portfolio.occupiedCount portfolio.propertyCount 100 %}
  shown(portfolio.vacantCount) // rentals/dashboard.html:7:231 {{ portfolio.vacantCount }}
  shown(portfolio.turnaroundCount) // rentals/dashboard.html:7:270 {{ portfolio.turnaroundCount }}
  shown(portfolio.rentRoll) // rentals/dashboard.html:8:97 {{ portfolio.rentRoll|default:0|floatformat:"0g" }}
  shown(portfolio.activeLeaseCount) // rentals/dashboard.html:8:192 {{ portfolio.activeLeaseCount }}
  shown(portfolio.monthIncome) // rentals/dashboard.html:9:120 {{ portfolio.monthIncome|default:0|floatformat:"0g" }}
  shown(portfolio.monthExpenses) // rentals/dashboard.html:9:206 {{ portfolio.monthExpenses|default:0|floatformat:"0g" }}
  shown(portfolio.urgentCount) // rentals/dashboard.html:10:35 {% if portfolio.urgentCount %}
  parameter(view, "section") // rentals/components/nav-item.html:1:31 {% if section == name %}
  parameter(view, "count") // rentals/components/nav-item.html:1:170 {% if count %}
  parameter(view, "what") // rentals/components/nav-item.html:1:291 {{ what }}
  shown(view.today) // rentals/dashboard.html:4:82 {{ today|date:"l, F j" }}
  const expiringSoon = shown(view.expiringSoon) // rentals/dashboard.html:16:11 {% if expiringSoon %}
  const expiringSoon_each = each(expiringSoon) // rentals/dashboard.html:16:11 {% if expiringSoon %}
  shown(expiringSoon_each.url) // rentals/dashboard.html:22:46 {{ lease.url }}
  const expiringSoon_each_property = shown(expiringSoon_each.property) // rentals/dashboard.html:22:63 {{ lease.property.name }}
  shown(expiringSoon_each_property.name) // rentals/dashboard.html:22:72 {{ lease.property.name }}
  shown(expiringSoon_each.tenantName) // rentals/dashboard.html:23:44 {{ lease.tenantName }}
  shown(expiringSoon_each.endDate) // rentals/dashboard.html:24:55 {{ lease.endDate|date:"M j, Y" }}
  shown(expiringSoon_each.monthlyRent) // rentals/dashboard.html:25:65 {{ lease.monthlyRent|floatformat:"0g" }}
  shown(expiringSoon_each.daysUntilExpiration) // rentals/components/days-left.html:1:20 {% with days=lease.daysUntilExpiration %}
  shown(expiringSoon_each.warning) // rentals/components/days-left.html:1:96 {% if lease.warning %}
  parameter(view, "text") // rentals/components/empty.html:1:137 {% if text %}
  parameter(view, "href") // rentals/components/empty.html:1:178 {% if href %}
  parameter(view, "action") // rentals/components/empty.html:1:227 {{ action }}
  const pendingMaintenance = shown(view.pendingMaintenance) // rentals/dashboard.html:38:11 {% if pendingMaintenance %}
  const pendingMaintenance_each = each(pendingMaintenance) // rentals/dashboard.html:38:11 {% if pendingMaintenance %}
  shown(pendingMaintenance_each.priority) // rentals/components/request-item.html:2:35 {{ request.priority }}
  shown(pendingMaintenance_each.url) // rentals/components/request-item.html:3:64 {{ request.url }}
  shown(pendingMaintenance_each.title) // rentals/components/request-item.html:3:83 {{ request.title }}
  shown(pendingMaintenance_each.propertyName) // rentals/components/request-item.html:3:129 {{ request.propertyName }}
  shown(pendingMaintenance_each.createdAt) // rentals/components/request-item.html:3:158 {{ request.createdAt|date:"M j" }}
  shown(pendingMaintenance_each.priorityDisplay) // rentals/components/request-item.html:4:112 ….html" with status=request.priority label=request.priorityDisplay %}
  const months = parameter(view, "months") // rentals/components/cash-flow.html:2:31 {% with peak=months|dictsortreversed:"income"|first dearest=months|di…
  const months_each = each(months) // rentals/components/cash-flow.html:2:31 {% with peak=months|dictsortreversed:"income"|first dearest=months|di…
  shown(months_each.income) // rentals/components/cash-flow.html:2:55 {% with peak=months|dictsortreversed:"income"|first dearest=months|dictsortreversed:"costs"|fir…
  shown(months_each.costs) // rentals/components/cash-flow.html:2:102 …ed:"income"|first dearest=months|dictsortreversed:"costs"|first %}
  shown(months_each.firstDay) // rentals/components/cash-flow.html:12:208 {{ month.firstDay|date:"F Y" }}
  const vacant = shown(view.vacant) // rentals/dashboard.html:53:11 {% if vacant %}
  const vacant_each = each(vacant) // rentals/dashboard.html:53:11 {% if vacant %}
  shown(vacant_each.url) // rentals/dashboard.html:56:86 {{ property.url }}
  shown(vacant_each.name) // rentals/dashboard.html:56:106 {{ property.name }}
  shown(vacant_each.typeDisplay) // rentals/dashboard.html:56:152 {{ property.typeDisplay }}
  shown(vacant_each.city) // rentals/dashboard.html:56:181 {{ property.city }}
  shown(vacant_each.monthlyRent) // rentals/dashboard.html:56:258 {{ property.monthlyRent|floatformat:"0g" }}
  shown(vacant_each.status) // rentals/dashboard.html:56:360 …ntals/components/badge.html" with status=property.status label=property.statusDisplay %}
  shown(vacant_each.statusDisplay) // rentals/dashboard.html:56:382 ….html" with status=property.status label=property.statusDisplay %}
  const recentPayments = shown(view.recentPayments) // rentals/dashboard.html:67:75 …mponents/tenant-payment-table.html" with payments=recentPayments %}
  const recentPayments_each = each(recentPayments) // rentals/dashboard.html:67:75 …mponents/tenant-payment-table.html" with payments=recentPayments %}
  const recentPayments_each_lease = shown(recentPayments_each.lease) // rentals/components/tenant-payment-table.html:7:44 {{ payment.lease.url }}
  shown(recentPayments_each_lease.url) // rentals/components/tenant-payment-table.html:7:50 {{ payment.lease.url }}
  shown(recentPayments_each.tenantName) // rentals/components/tenant-payment-table.html:7:69 {{ payment.tenantName }}
  shown(recentPayments_each.propertyName) // rentals/components/tenant-payment-table.html:8:44 {{ payment.propertyName }}
  shown(recentPayments_each.paymentDate) // rentals/components/tenant-payment-table.html:9:53 {{ payment.paymentDate|date:"M j, Y" }}
  shown(recentPayments_each.methodDisplay) // rentals/components/tenant-payment-table.html:10:42 {{ payment.methodDisplay }}
  shown(recentPayments_each.status) // rentals/components/payment-cells.html:1:88 …entals/components/badge.html" with status=payment.status label=payment.statusDisplay %}
  shown(recentPayments_each.statusDisplay) // rentals/components/payment-cells.html:1:109 …ge.html" with status=payment.status label=payment.statusDisplay %}
  shown(recentPayments_each.amount) // rentals/components/payment-cells.html:2:53 {{ payment.amount|floatformat:"2g" }}
}

/** rentals/properties.html */
export function PropertiesView(view: ViewContext<ViewOf<typeof config, 1>>): void {
  const portfolio = shown(view.portfolio) // rentals/base.html:7:54 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.name) // rentals/base.html:7:64 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.expiringCount) // rentals/base.html:23:145 …s" label="Leases" icon="document" count=portfolio.expiringCount what="ending soon" %}
  shown(portfolio.pendingCount) // rentals/base.html:24:154 …ce" label="Repairs" icon="wrench" count=portfolio.pendingCount what="pending" %}
  const portfolio_manager = shown(portfolio.manager) // rentals/base.html:30:62 {{ portfolio.manager.initials }}
  shown(portfolio_manager.initials) // rentals/base.html:30:70 {{ portfolio.manager.initials }}
  shown(portfolio_manager.getFullName) // rentals/base.html:31:67 {{ portfolio.manager.getFullName }}
  parameter(view, "section") // rentals/components/nav-item.html:1:31 {% if section == name %}
  parameter(view, "count") // rentals/components/nav-item.html:1:170 {% if count %}
  parameter(view, "what") // rentals/components/nav-item.html:1:291 {{ what }}
  parameter(view, "back") // rentals/components/page-header.html:2:9 {% if back %}
  parameter(view, "backLabel") // rentals/components/page-header.html:2:114 {{ backLabel }}
  parameter(view, "status") // rentals/components/page-header.html:3:53 {% if status %}
  parameter(view, "label") // rentals/components/badge.html:1:43 {{ label }}
  const listing = shown(view.listing) // rentals/components/filters.html:1:47 {{ listing.path }}
  shown(listing.path) // rentals/components/filters.html:1:55 {{ listing.path }}
  shown(listing.term) // rentals/components/filters.html:2:202 {{ listing.term }}
  const listing_selects = shown(listing.selects) // rentals/components/filters.html:3:28 {% for select in listing.selects %}
  const listing_selects_each = each(listing_selects) // rentals/components/filters.html:3:28 {% for select in listing.selects %}
  shown(listing_selects_each.label) // rentals/components/filters.html:4:42 {{ select.label }}
  shown(listing_selects_each.name) // rentals/components/filters.html:4:81 {{ select.name }}
  const listing_selects_each_options = shown(listing_selects_each.options) // rentals/components/filters.html:4:114 {% for option in select.options %}
  const listing_selects_each_options_each = each(listing_selects_each_options) // rentals/components/filters.html:4:114 {% for option in select.options %}
  shown(listing_selects_each_options_each.value) // rentals/components/filters.html:4:149 {{ option.value }}
  shown(listing_selects_each_options_each.chosen) // rentals/components/filters.html:4:171 {% if option.chosen %}
  shown(listing_selects_each_options_each.label) // rentals/components/filters.html:4:211 {{ option.label }}
  shown(listing.filtered) // rentals/components/filters.html:7:17 {% if listing.filtered %}
  const page = shown(view.page) // rentals/components/filters.html:9:38 {% if page.total %}
  shown(page.total) // rentals/components/filters.html:9:43 {% if page.total %}
  shown(page.from) // rentals/components/filters.html:9:67 {{ page.from }}
  shown(page.to) // rentals/components/filters.html:9:83 {{ page.to }}
  shown(page.pages) // rentals/components/pagination.html:1:12 {% if page.pages > 1 %}
  shown(page.previous) // rentals/components/pagination.html:3:14 {% if page.previous %}
  const page_links = shown(page.links) // rentals/components/pagination.html:5:25 {% for link in page.links %}
  const page_links_each = each(page_links) // rentals/components/pagination.html:5:25 {% for link in page.links %}
  shown(page_links_each.current) // rentals/components/pagination.html:5:48 {% if link.current %}
  shown(page_links_each.number) // rentals/components/pagination.html:5:106 {{ link.number }}
  shown(page_links_each.url) // rentals/components/pagination.html:5:131 {{ link.url }}
  shown(page.next) // rentals/components/pagination.html:7:14 {% if page.next %}
  const properties = shown(view.properties) // rentals/properties.html:8:22 {% for property in properties %}
  const properties_each = each(properties) // rentals/properties.html:8:22 {% for property in properties %}
  shown(properties_each.id) // rentals/components/facade.html:2:39 {{ property.id|make_list|last }}
  shown(properties_each.propertyType) // rentals/components/facade.html:5:18 {% if property.propertyType == "apartment" or property.propertyType == "studi…
  shown(properties_each.url) // rentals/properties.html:12:72 {{ property.url }}
  shown(properties_each.name) // rentals/properties.html:12:92 {{ property.name }}
  shown(properties_each.status) // rentals/properties.html:12:172 …ntals/components/badge.html" with status=property.status label=property.statusDisplay %}
  shown(properties_each.statusDisplay) // rentals/properties.html:12:194 ….html" with status=property.status label=property.statusDisplay %}
  shown(properties_each.address) // rentals/properties.html:13:36 {{ property.address }}
  shown(properties_each.city) // rentals/properties.html:13:60 {{ property.city }}
  shown(properties_each.bedrooms) // rentals/components/property-facts.html:1:82 {% if property.bedrooms %}
  shown(properties_each.bathrooms) // rentals/components/property-facts.html:1:266 {{ property.bathrooms|floatformat }}
  shown(properties_each.squareFeet) // rentals/components/property-facts.html:1:415 {{ property.squareFeet|floatformat:"0g" }}
  const properties_each_currentLease = shown(properties_each.currentLease) // rentals/properties.html:16:58 {% with lease=property.currentLease %}
  const properties_each_currentLease_tenant = shown(properties_each_currentLease.tenant) // rentals/properties.html:16:149 {{ lease.tenant.user.initials }}
  const properties_each_currentLease_tenant_user = shown(properties_each_currentLease_tenant.user) // rentals/properties.html:16:156 {{ lease.tenant.user.initials }}
  shown(properties_each_currentLease_tenant_user.initials) // rentals/properties.html:16:161 {{ lease.tenant.user.initials }}
  shown(properties_each_currentLease.tenantName) // rentals/properties.html:16:188 {{ lease.tenantName }}
  shown(properties_each.monthlyRent) // rentals/properties.html:17:42 {{ property.monthlyRent|floatformat:"0g" }}
  parameter(view, "icon") // rentals/components/empty.html:1:72 … include "rentals/components/icon.html" with name=icon|default:"search" %}
}

/** rentals/property.html */
export function PropertyView(view: ViewContext<ViewOf<typeof config, 2>>): void {
  const property = shown(view.property) // rentals/property.html:2:21 {{ property.name }}
  shown(property.name) // rentals/property.html:2:30 {{ property.name }}
  shown(property.status) // rentals/property.html:4:142 …operties/" backLabel="Properties" status=property.status label=property.statusDisplay %}
  shown(property.statusDisplay) // rentals/property.html:4:164 …Properties" status=property.status label=property.statusDisplay %}
  shown(property.id) // rentals/components/facade.html:2:39 {{ property.id|make_list|last }}
  shown(property.propertyType) // rentals/components/facade.html:5:18 {% if property.propertyType == "apartment" or property.propertyType == "studi…
  shown(property.address) // rentals/property.html:10:40 {{ property.address }}
  shown(property.cityLine) // rentals/property.html:10:66 {{ property.cityLine }}
  shown(property.bedrooms) // rentals/components/property-facts.html:1:82 {% if property.bedrooms %}
  shown(property.bathrooms) // rentals/components/property-facts.html:1:266 {{ property.bathrooms|floatformat }}
  shown(property.squareFeet) // rentals/components/property-facts.html:1:415 {{ property.squareFeet|floatformat:"0g" }}
  shown(property.description) // rentals/property.html:12:24 {{ property.description }}
  const property_amenityList = shown(property.amenityList) // rentals/property.html:13:24 {% if property.amenityList %}
  each(property_amenityList) // rentals/property.html:13:24 {% if property.amenityList %}
  const property_leases = shown(property.leases) // rentals/property.html:18:94 {{ property.leases|length }}
  const property_leases_each = each(property_leases) // rentals/property.html:18:94 {{ property.leases|length }}
  shown(property_leases_each.url) // rentals/property.html:22:106 {{ lease.url }}
  shown(property_leases_each.tenantName) // rentals/property.html:22:123 {{ lease.tenantName }}
  shown(property_leases_each.startDate) // rentals/components/lease-cells.html:1:45 {{ lease.startDate|date:"M Y" }}
  shown(property_leases_each.endDate) // rentals/components/lease-cells.html:1:80 {{ lease.endDate|date:"M Y" }}
  shown(property_leases_each.status) // rentals/components/lease-cells.html:2:86 …"rentals/components/badge.html" with status=lease.status label=lease.statusDisplay %}
  shown(property_leases_each.statusDisplay) // rentals/components/lease-cells.html:2:105 …/badge.html" with status=lease.status label=lease.statusDisplay %}
  shown(property_leases_each.monthlyRent) // rentals/components/lease-cells.html:3:49 {{ lease.monthlyRent|floatformat:"0g" }}
  const property_maintenanceRequests = shown(property.maintenanceRequests) // rentals/property.html:28:106 {{ property.maintenanceRequests|length }}
  const property_maintenanceRequests_each = each(property_maintenanceRequests) // rentals/property.html:28:106 {{ property.maintenanceRequests|length }}
  shown(property_maintenanceRequests_each.priority) // rentals/components/request-list.html:5:37 {{ request.priority }}
  shown(property_maintenanceRequests_each.priorityDisplay) // rentals/components/request-list.html:5:68 {{ request.priorityDisplay }}
  shown(property_maintenanceRequests_each.url) // rentals/components/request-list.html:6:66 {{ request.url }}
  shown(property_maintenanceRequests_each.title) // rentals/components/request-list.html:6:85 {{ request.title }}
  shown(property_maintenanceRequests_each.createdAt) // rentals/components/request-list.html:6:163 {{ request.createdAt|date:"M j, Y" }}
  shown(property_maintenanceRequests_each.status) // rentals/components/request-list.html:7:91 …entals/components/badge.html" with status=request.status label=request.statusDisplay %}
  shown(property_maintenanceRequests_each.statusDisplay) // rentals/components/request-list.html:7:112 …ge.html" with status=request.status label=request.statusDisplay %}
  const property_currentLease = shown(property.currentLease) // rentals/property.html:36:30 {% with lease=property.currentLease %}
  const property_currentLease_tenant = shown(property_currentLease.tenant) // rentals/property.html:37:74 {{ lease.tenant.user.initials }}
  const property_currentLease_tenant_user = shown(property_currentLease_tenant.user) // rentals/property.html:37:81 {{ lease.tenant.user.initials }}
  shown(property_currentLease_tenant_user.initials) // rentals/property.html:37:86 {{ lease.tenant.user.initials }}
  shown(property_currentLease_tenant.url) // rentals/property.html:37:135 {{ lease.tenant.url }}
  shown(property_currentLease_tenant.phone) // rentals/property.html:37:222 {{ lease.tenant.phone }}
  shown(property_currentLease.tenantName) // rentals/property.html:37:160 {{ lease.tenantName }}
  shown(property_currentLease.elapsedPercent) // rentals/components/lease-progress.html:1:102 {{ lease.elapsedPercent }}
  shown(property_currentLease.url) // rentals/property.html:40:50 {{ lease.url }}
  shown(property_currentLease.startDate) // rentals/property.html:40:67 {{ lease.startDate|date:"M j, Y" }}
  shown(property_currentLease.endDate) // rentals/property.html:40:105 {{ lease.endDate|date:"M j, Y" }}
  shown(property_currentLease.daysUntilExpiration) // rentals/components/days-left.html:1:20 {% with days=lease.daysUntilExpiration %}
  shown(property_currentLease.warning) // rentals/components/days-left.html:1:96 {% if lease.warning %}
  shown(property_currentLease.monthlyRent) // rentals/property.html:42:41 {{ lease.monthlyRent|floatformat:"2g" }}
  shown(property_currentLease.securityDeposit) // rentals/property.html:43:44 {{ lease.securityDeposit|floatformat:"2g" }}
  shown(property.income) // rentals/property.html:51:53 {{ property.income|default:0|floatformat:"2g" }}
  shown(property.costs) // rentals/property.html:52:45 {{ property.costs|default:0|floatformat:"2g" }}
  shown(property.typeDisplay) // rentals/property.html:59:43 {{ property.typeDisplay }}
  shown(property.monthlyRent) // rentals/property.html:60:51 {{ property.monthlyRent|floatformat:"2g" }}
  shown(property.securityDeposit) // rentals/property.html:61:47 {{ property.securityDeposit|floatformat:"2g" }}
  shown(property.parkingSpaces) // rentals/property.html:62:49 {% if property.parkingSpaces %}
  shown(property.petFriendly) // rentals/property.html:63:43 {{ property.petFriendly|yesno:"Welcome,No" }}
  shown(property.furnished) // rentals/property.html:64:48 {{ property.furnished|yesno:"Yes,No" }}
  shown(property.createdAt) // rentals/property.html:65:52 {{ property.createdAt|date:"F Y" }}
  const property_expenses = shown(property.expenses) // rentals/property.html:71:22 {% if property.expenses %}
  const property_expenses_each = each(property_expenses) // rentals/property.html:71:22 {% if property.expenses %}
  shown(property_expenses_each.category) // rentals/property.html:72:131 {{ expense.category }}
  shown(property_expenses_each.vendor) // rentals/property.html:72:183 {{ expense.vendor }}
  shown(property_expenses_each.date) // rentals/property.html:72:206 {{ expense.date|date:"M j, Y" }}
  shown(property_expenses_each.amount) // rentals/property.html:72:296 {{ expense.amount|floatformat:"2g" }}
  const portfolio = shown(view.portfolio) // rentals/base.html:7:54 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.name) // rentals/base.html:7:64 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.expiringCount) // rentals/base.html:23:145 …s" label="Leases" icon="document" count=portfolio.expiringCount what="ending soon" %}
  shown(portfolio.pendingCount) // rentals/base.html:24:154 …ce" label="Repairs" icon="wrench" count=portfolio.pendingCount what="pending" %}
  const portfolio_manager = shown(portfolio.manager) // rentals/base.html:30:62 {{ portfolio.manager.initials }}
  shown(portfolio_manager.initials) // rentals/base.html:30:70 {{ portfolio.manager.initials }}
  shown(portfolio_manager.getFullName) // rentals/base.html:31:67 {{ portfolio.manager.getFullName }}
  parameter(view, "section") // rentals/components/nav-item.html:1:31 {% if section == name %}
  parameter(view, "count") // rentals/components/nav-item.html:1:170 {% if count %}
  parameter(view, "what") // rentals/components/nav-item.html:1:291 {{ what }}
  parameter(view, "subtitle") // rentals/components/page-header.html:4:9 {% if subtitle %}
  parameter(view, "text") // rentals/components/empty.html:1:137 {% if text %}
  parameter(view, "href") // rentals/components/empty.html:1:178 {% if href %}
  parameter(view, "action") // rentals/components/empty.html:1:227 {{ action }}
}

/** rentals/tenants.html */
export function TenantsView(view: ViewContext<ViewOf<typeof config, 3>>): void {
  const portfolio = shown(view.portfolio) // rentals/base.html:7:54 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.name) // rentals/base.html:7:64 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.expiringCount) // rentals/base.html:23:145 …s" label="Leases" icon="document" count=portfolio.expiringCount what="ending soon" %}
  shown(portfolio.pendingCount) // rentals/base.html:24:154 …ce" label="Repairs" icon="wrench" count=portfolio.pendingCount what="pending" %}
  const portfolio_manager = shown(portfolio.manager) // rentals/base.html:30:62 {{ portfolio.manager.initials }}
  shown(portfolio_manager.initials) // rentals/base.html:30:70 {{ portfolio.manager.initials }}
  shown(portfolio_manager.getFullName) // rentals/base.html:31:67 {{ portfolio.manager.getFullName }}
  parameter(view, "section") // rentals/components/nav-item.html:1:31 {% if section == name %}
  parameter(view, "count") // rentals/components/nav-item.html:1:170 {% if count %}
  parameter(view, "what") // rentals/components/nav-item.html:1:291 {{ what }}
  parameter(view, "back") // rentals/components/page-header.html:2:9 {% if back %}
  parameter(view, "backLabel") // rentals/components/page-header.html:2:114 {{ backLabel }}
  parameter(view, "status") // rentals/components/page-header.html:3:53 {% if status %}
  parameter(view, "label") // rentals/components/badge.html:1:43 {{ label }}
  const listing = shown(view.listing) // rentals/components/filters.html:1:47 {{ listing.path }}
  shown(listing.path) // rentals/components/filters.html:1:55 {{ listing.path }}
  shown(listing.term) // rentals/components/filters.html:2:202 {{ listing.term }}
  const listing_selects = shown(listing.selects) // rentals/components/filters.html:3:28 {% for select in listing.selects %}
  const listing_selects_each = each(listing_selects) // rentals/components/filters.html:3:28 {% for select in listing.selects %}
  shown(listing_selects_each.label) // rentals/components/filters.html:4:42 {{ select.label }}
  shown(listing_selects_each.name) // rentals/components/filters.html:4:81 {{ select.name }}
  const listing_selects_each_options = shown(listing_selects_each.options) // rentals/components/filters.html:4:114 {% for option in select.options %}
  const listing_selects_each_options_each = each(listing_selects_each_options) // rentals/components/filters.html:4:114 {% for option in select.options %}
  shown(listing_selects_each_options_each.value) // rentals/components/filters.html:4:149 {{ option.value }}
  shown(listing_selects_each_options_each.chosen) // rentals/components/filters.html:4:171 {% if option.chosen %}
  shown(listing_selects_each_options_each.label) // rentals/components/filters.html:4:211 {{ option.label }}
  shown(listing.filtered) // rentals/components/filters.html:7:17 {% if listing.filtered %}
  const page = shown(view.page) // rentals/components/filters.html:9:38 {% if page.total %}
  shown(page.total) // rentals/components/filters.html:9:43 {% if page.total %}
  shown(page.from) // rentals/components/filters.html:9:67 {{ page.from }}
  shown(page.to) // rentals/components/filters.html:9:83 {{ page.to }}
  shown(page.pages) // rentals/components/pagination.html:1:12 {% if page.pages > 1 %}
  shown(page.previous) // rentals/components/pagination.html:3:14 {% if page.previous %}
  const page_links = shown(page.links) // rentals/components/pagination.html:5:25 {% for link in page.links %}
  const page_links_each = each(page_links) // rentals/components/pagination.html:5:25 {% for link in page.links %}
  shown(page_links_each.current) // rentals/components/pagination.html:5:48 {% if link.current %}
  shown(page_links_each.number) // rentals/components/pagination.html:5:106 {{ link.number }}
  shown(page_links_each.url) // rentals/components/pagination.html:5:131 {{ link.url }}
  shown(page.next) // rentals/components/pagination.html:7:14 {% if page.next %}
  const tenants = shown(view.tenants) // rentals/tenants.html:11:22 {% for tenant in tenants %}
  const tenants_each = each(tenants) // rentals/tenants.html:11:22 {% for tenant in tenants %}
  const tenants_each_user = shown(tenants_each.user) // rentals/tenants.html:13:108 {{ tenant.user.initials }}
  shown(tenants_each_user.initials) // rentals/tenants.html:13:113 {{ tenant.user.initials }}
  shown(tenants_each_user.email) // rentals/tenants.html:14:90 {{ tenant.user.email }}
  shown(tenants_each.url) // rentals/tenants.html:13:150 {{ tenant.url }}
  shown(tenants_each.name) // rentals/tenants.html:13:168 {{ tenant.name }}
  shown(tenants_each.phone) // rentals/tenants.html:14:135 {{ tenant.phone }}
  const tenants_each_currentLease = shown(tenants_each.currentLease) // rentals/tenants.html:15:50 {% with lease=tenant.currentLease %}
  shown(tenants_each_currentLease.propertyName) // rentals/tenants.html:15:88 {{ lease.propertyName }}
  shown(tenants_each.moveInDate) // rentals/tenants.html:16:40 {{ tenant.moveInDate|date:"M Y"|default:"–" }}
  shown(tenants_each.leases) // rentals/tenants.html:17:63 {{ tenant.leases|length }}
}

/** rentals/tenant.html */
export function TenantView(view: ViewContext<ViewOf<typeof config, 4>>): void {
  const tenant = shown(view.tenant) // rentals/tenant.html:2:21 {{ tenant.name }}
  shown(tenant.name) // rentals/tenant.html:2:28 {{ tenant.name }}
  const tenant_currentLease = shown(tenant.currentLease) // rentals/tenant.html:7:26 {% with lease=tenant.currentLease %}
  const tenant_currentLease_property = shown(tenant_currentLease.property) // rentals/tenant.html:9:69 {{ lease.property.url }}
  shown(tenant_currentLease_property.url) // rentals/tenant.html:9:78 {{ lease.property.url }}
  shown(tenant_currentLease_property.address) // rentals/tenant.html:10:42 {{ lease.property.address }}
  shown(tenant_currentLease_property.city) // rentals/tenant.html:10:72 {{ lease.property.city }}
  shown(tenant_currentLease.propertyName) // rentals/tenant.html:9:95 {{ lease.propertyName }}
  shown(tenant_currentLease.daysUntilExpiration) // rentals/components/days-left.html:1:20 {% with days=lease.daysUntilExpiration %}
  shown(tenant_currentLease.warning) // rentals/components/days-left.html:1:96 {% if lease.warning %}
  shown(tenant_currentLease.elapsedPercent) // rentals/components/lease-progress.html:1:102 {{ lease.elapsedPercent }}
  shown(tenant_currentLease.startDate) // rentals/tenant.html:12:38 {{ lease.startDate|date:"M j, Y" }}
  shown(tenant_currentLease.url) // rentals/tenant.html:12:89 {{ lease.url }}
  shown(tenant_currentLease.endDate) // rentals/tenant.html:12:130 {{ lease.endDate|date:"M j, Y" }}
  const tenant_leases = shown(tenant.leases) // rentals/tenant.html:23:20 {% if tenant.leases %}
  const tenant_leases_each = each(tenant_leases) // rentals/tenant.html:23:20 {% if tenant.leases %}
  shown(tenant_leases_each.url) // rentals/tenant.html:26:104 {{ lease.url }}
  shown(tenant_leases_each.propertyName) // rentals/tenant.html:26:121 {{ lease.propertyName }}
  shown(tenant_leases_each.startDate) // rentals/components/lease-cells.html:1:45 {{ lease.startDate|date:"M Y" }}
  shown(tenant_leases_each.endDate) // rentals/components/lease-cells.html:1:80 {{ lease.endDate|date:"M Y" }}
  shown(tenant_leases_each.status) // rentals/components/lease-cells.html:2:86 …"rentals/components/badge.html" with status=lease.status label=lease.statusDisplay %}
  shown(tenant_leases_each.statusDisplay) // rentals/components/lease-cells.html:2:105 …/badge.html" with status=lease.status label=lease.statusDisplay %}
  shown(tenant_leases_each.monthlyRent) // rentals/components/lease-cells.html:3:49 {{ lease.monthlyRent|floatformat:"0g" }}
  const tenant_user = shown(tenant.user) // rentals/tenant.html:34:101 {{ tenant.user.initials }}
  shown(tenant_user.initials) // rentals/tenant.html:34:106 {{ tenant.user.initials }}
  shown(tenant_user.email) // rentals/tenant.html:36:105 {{ tenant.user.email }}
  shown(tenant.moveInDate) // rentals/tenant.html:34:210 {% if tenant.moveInDate %}
  shown(tenant.phone) // rentals/tenant.html:37:98 {{ tenant.phone|cut:" " }}
  shown(tenant.employer) // rentals/tenant.html:40:45 {{ tenant.employer }}
  shown(tenant.monthlyIncome) // rentals/tenant.html:41:54 {% if tenant.monthlyIncome %}
  shown(tenant.incomeRatio) // rentals/tenant.html:42:30 {% with ratio=tenant.incomeRatio %}
  shown(tenant.emergencyContactName) // rentals/tenant.html:43:52 {{ tenant.emergencyContactName }}
  shown(tenant.emergencyContactPhone) // rentals/tenant.html:43:109 {{ tenant.emergencyContactPhone }}
  shown(tenant.notes) // rentals/tenant.html:45:20 {% if tenant.notes %}
  const tenant_maintenanceRequests = shown(tenant.maintenanceRequests) // rentals/tenant.html:49:103 {{ tenant.maintenanceRequests|length }}
  const tenant_maintenanceRequests_each = each(tenant_maintenanceRequests) // rentals/tenant.html:49:103 {{ tenant.maintenanceRequests|length }}
  shown(tenant_maintenanceRequests_each.priority) // rentals/components/request-list.html:5:37 {{ request.priority }}
  shown(tenant_maintenanceRequests_each.priorityDisplay) // rentals/components/request-list.html:5:68 {{ request.priorityDisplay }}
  shown(tenant_maintenanceRequests_each.url) // rentals/components/request-list.html:6:66 {{ request.url }}
  shown(tenant_maintenanceRequests_each.title) // rentals/components/request-list.html:6:85 {{ request.title }}
  shown(tenant_maintenanceRequests_each.createdAt) // rentals/components/request-list.html:6:163 {{ request.createdAt|date:"M j, Y" }}
  shown(tenant_maintenanceRequests_each.status) // rentals/components/request-list.html:7:91 …entals/components/badge.html" with status=request.status label=request.statusDisplay %}
  shown(tenant_maintenanceRequests_each.statusDisplay) // rentals/components/request-list.html:7:112 …ge.html" with status=request.status label=request.statusDisplay %}
  const portfolio = shown(view.portfolio) // rentals/base.html:7:54 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.name) // rentals/base.html:7:64 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.expiringCount) // rentals/base.html:23:145 …s" label="Leases" icon="document" count=portfolio.expiringCount what="ending soon" %}
  shown(portfolio.pendingCount) // rentals/base.html:24:154 …ce" label="Repairs" icon="wrench" count=portfolio.pendingCount what="pending" %}
  const portfolio_manager = shown(portfolio.manager) // rentals/base.html:30:62 {{ portfolio.manager.initials }}
  shown(portfolio_manager.initials) // rentals/base.html:30:70 {{ portfolio.manager.initials }}
  shown(portfolio_manager.getFullName) // rentals/base.html:31:67 {{ portfolio.manager.getFullName }}
  parameter(view, "section") // rentals/components/nav-item.html:1:31 {% if section == name %}
  parameter(view, "count") // rentals/components/nav-item.html:1:170 {% if count %}
  parameter(view, "what") // rentals/components/nav-item.html:1:291 {{ what }}
  parameter(view, "status") // rentals/components/page-header.html:3:53 {% if status %}
  parameter(view, "label") // rentals/components/badge.html:1:43 {{ label }}
  parameter(view, "subtitle") // rentals/components/page-header.html:4:9 {% if subtitle %}
  const payments = parameter(view, "payments") // rentals/components/payment-table.html:1:7 {% if payments %}
  const payments_each = each(payments) // rentals/components/payment-table.html:1:7 {% if payments %}
  shown(payments_each.paymentDate) // rentals/components/payment-table.html:7:40 {{ payment.paymentDate|date:"M j, Y" }}
  shown(payments_each.methodDisplay) // rentals/components/payment-table.html:8:42 {{ payment.methodDisplay }}
  shown(payments_each.notes) // rentals/components/payment-table.html:9:56 {% if payment.notes %}
  shown(payments_each.status) // rentals/components/payment-cells.html:1:88 …entals/components/badge.html" with status=payment.status label=payment.statusDisplay %}
  shown(payments_each.statusDisplay) // rentals/components/payment-cells.html:1:109 …ge.html" with status=payment.status label=payment.statusDisplay %}
  shown(payments_each.amount) // rentals/components/payment-cells.html:2:53 {{ payment.amount|floatformat:"2g" }}
  parameter(view, "href") // rentals/components/empty.html:1:178 {% if href %}
  parameter(view, "action") // rentals/components/empty.html:1:227 {{ action }}
  parameter(view, "text") // rentals/components/empty.html:1:137 {% if text %}
}

/** rentals/leases.html */
export function LeasesView(view: ViewContext<ViewOf<typeof config, 5>>): void {
  const portfolio = shown(view.portfolio) // rentals/base.html:7:54 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.name) // rentals/base.html:7:64 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.expiringCount) // rentals/base.html:23:145 …s" label="Leases" icon="document" count=portfolio.expiringCount what="ending soon" %}
  shown(portfolio.pendingCount) // rentals/base.html:24:154 …ce" label="Repairs" icon="wrench" count=portfolio.pendingCount what="pending" %}
  const portfolio_manager = shown(portfolio.manager) // rentals/base.html:30:62 {{ portfolio.manager.initials }}
  shown(portfolio_manager.initials) // rentals/base.html:30:70 {{ portfolio.manager.initials }}
  shown(portfolio_manager.getFullName) // rentals/base.html:31:67 {{ portfolio.manager.getFullName }}
  parameter(view, "section") // rentals/components/nav-item.html:1:31 {% if section == name %}
  parameter(view, "count") // rentals/components/nav-item.html:1:170 {% if count %}
  parameter(view, "what") // rentals/components/nav-item.html:1:291 {{ what }}
  parameter(view, "back") // rentals/components/page-header.html:2:9 {% if back %}
  parameter(view, "backLabel") // rentals/components/page-header.html:2:114 {{ backLabel }}
  parameter(view, "status") // rentals/components/page-header.html:3:53 {% if status %}
  parameter(view, "label") // rentals/components/badge.html:1:43 {{ label }}
  const listing = shown(view.listing) // rentals/components/filters.html:1:47 {{ listing.path }}
  shown(listing.path) // rentals/components/filters.html:1:55 {{ listing.path }}
  shown(listing.term) // rentals/components/filters.html:2:202 {{ listing.term }}
  const listing_selects = shown(listing.selects) // rentals/components/filters.html:3:28 {% for select in listing.selects %}
  const listing_selects_each = each(listing_selects) // rentals/components/filters.html:3:28 {% for select in listing.selects %}
  shown(listing_selects_each.label) // rentals/components/filters.html:4:42 {{ select.label }}
  shown(listing_selects_each.name) // rentals/components/filters.html:4:81 {{ select.name }}
  const listing_selects_each_options = shown(listing_selects_each.options) // rentals/components/filters.html:4:114 {% for option in select.options %}
  const listing_selects_each_options_each = each(listing_selects_each_options) // rentals/components/filters.html:4:114 {% for option in select.options %}
  shown(listing_selects_each_options_each.value) // rentals/components/filters.html:4:149 {{ option.value }}
  shown(listing_selects_each_options_each.chosen) // rentals/components/filters.html:4:171 {% if option.chosen %}
  shown(listing_selects_each_options_each.label) // rentals/components/filters.html:4:211 {{ option.label }}
  shown(listing.filtered) // rentals/components/filters.html:7:17 {% if listing.filtered %}
  const page = shown(view.page) // rentals/components/filters.html:9:38 {% if page.total %}
  shown(page.total) // rentals/components/filters.html:9:43 {% if page.total %}
  shown(page.from) // rentals/components/filters.html:9:67 {{ page.from }}
  shown(page.to) // rentals/components/filters.html:9:83 {{ page.to }}
  shown(page.pages) // rentals/components/pagination.html:1:12 {% if page.pages > 1 %}
  shown(page.previous) // rentals/components/pagination.html:3:14 {% if page.previous %}
  const page_links = shown(page.links) // rentals/components/pagination.html:5:25 {% for link in page.links %}
  const page_links_each = each(page_links) // rentals/components/pagination.html:5:25 {% for link in page.links %}
  shown(page_links_each.current) // rentals/components/pagination.html:5:48 {% if link.current %}
  shown(page_links_each.number) // rentals/components/pagination.html:5:106 {{ link.number }}
  shown(page_links_each.url) // rentals/components/pagination.html:5:131 {{ link.url }}
  shown(page.next) // rentals/components/pagination.html:7:14 {% if page.next %}
  const leases = shown(view.leases) // rentals/leases.html:11:21 {% for lease in leases %}
  const leases_each = each(leases) // rentals/leases.html:11:21 {% for lease in leases %}
  shown(leases_each.url) // rentals/leases.html:13:42 {{ lease.url }}
  shown(leases_each.propertyName) // rentals/leases.html:13:59 {{ lease.propertyName }}
  shown(leases_each.tenantName) // rentals/leases.html:14:40 {{ lease.tenantName }}
  shown(leases_each.startDate) // rentals/leases.html:15:56 {{ lease.startDate|date:"M j, y" }}
  shown(leases_each.endDate) // rentals/leases.html:15:94 {{ lease.endDate|date:"M j, y" }}
  shown(leases_each.status) // rentals/leases.html:16:92 …"rentals/components/badge.html" with status=lease.status label=lease.statusDisplay %}
  shown(leases_each.statusDisplay) // rentals/leases.html:16:111 …/badge.html" with status=lease.status label=lease.statusDisplay %}
  shown(leases_each.daysUntilExpiration) // rentals/components/days-left.html:1:20 {% with days=lease.daysUntilExpiration %}
  shown(leases_each.warning) // rentals/components/days-left.html:1:96 {% if lease.warning %}
  shown(leases_each.monthlyRent) // rentals/leases.html:18:55 {{ lease.monthlyRent|floatformat:"0g" }}
  shown(leases_each.totalPaid) // rentals/leases.html:19:51 {{ lease.totalPaid|default:0|floatformat:"0g" }}
}

/** rentals/lease.html */
export function LeaseView(view: ViewContext<ViewOf<typeof config, 6>>): void {
  const lease = shown(view.lease) // rentals/lease.html:2:30 {{ lease.propertyName }}
  shown(lease.propertyName) // rentals/lease.html:2:36 {{ lease.propertyName }}
  shown(lease.status) // rentals/lease.html:4:136 …/rentals/leases/" backLabel="Leases" status=lease.status label=lease.statusDisplay %}
  shown(lease.statusDisplay) // rentals/lease.html:4:155 …ackLabel="Leases" status=lease.status label=lease.statusDisplay %}
  shown(lease.monthlyRent) // rentals/lease.html:6:88 {{ lease.monthlyRent|floatformat:"0g" }}
  shown(lease.rentDueDay) // rentals/lease.html:6:170 {{ lease.rentDueDay }}
  shown(lease.paidTotal) // rentals/lease.html:7:95 {{ lease.paidTotal|floatformat:"0g" }}
  const lease_payments = shown(lease.payments) // rentals/lease.html:7:164 {{ lease.payments|length }}
  const lease_payments_each = each(lease_payments) // rentals/lease.html:7:164 {{ lease.payments|length }}
  shown(lease_payments_each.paymentDate) // rentals/components/payment-table.html:7:40 {{ payment.paymentDate|date:"M j, Y" }}
  shown(lease_payments_each.methodDisplay) // rentals/components/payment-table.html:8:42 {{ payment.methodDisplay }}
  shown(lease_payments_each.notes) // rentals/components/payment-table.html:9:56 {% if payment.notes %}
  shown(lease_payments_each.status) // rentals/components/payment-cells.html:1:88 …entals/components/badge.html" with status=payment.status label=payment.statusDisplay %}
  shown(lease_payments_each.statusDisplay) // rentals/components/payment-cells.html:1:109 …ge.html" with status=payment.status label=payment.statusDisplay %}
  shown(lease_payments_each.amount) // rentals/components/payment-cells.html:2:53 {{ payment.amount|floatformat:"2g" }}
  shown(lease.expectedTotal) // rentals/lease.html:8:94 {{ lease.expectedTotal|floatformat:"0g" }}
  shown(lease.rentsDue) // rentals/lease.html:8:167 {{ lease.rentsDue }}
  shown(lease.termMonths) // rentals/lease.html:8:191 {{ lease.termMonths }}
  shown(lease.balance) // rentals/lease.html:9:31 {% if lease.balance > 0 %}
  shown(lease.daysUntilExpiration) // rentals/components/days-left.html:1:20 {% with days=lease.daysUntilExpiration %}
  shown(lease.warning) // rentals/components/days-left.html:1:96 {% if lease.warning %}
  shown(lease.elapsedPercent) // rentals/components/lease-progress.html:1:102 {{ lease.elapsedPercent }}
  shown(lease.startDate) // rentals/lease.html:16:38 {{ lease.startDate|date:"M j, Y" }}
  shown(lease.endDate) // rentals/lease.html:16:159 {{ lease.endDate|date:"M j, Y" }}
  const lease_tenant = shown(lease.tenant) // rentals/lease.html:26:74 {{ lease.tenant.user.initials }}
  const lease_tenant_user = shown(lease_tenant.user) // rentals/lease.html:26:81 {{ lease.tenant.user.initials }}
  shown(lease_tenant_user.initials) // rentals/lease.html:26:86 {{ lease.tenant.user.initials }}
  shown(lease_tenant_user.email) // rentals/lease.html:26:227 {{ lease.tenant.user.email }}
  shown(lease_tenant.url) // rentals/lease.html:26:135 {{ lease.tenant.url }}
  shown(lease.tenantName) // rentals/lease.html:26:160 {{ lease.tenantName }}
  const lease_property = shown(lease.property) // rentals/lease.html:30:28 {{ lease.property.url }}
  shown(lease_property.url) // rentals/lease.html:30:37 {{ lease.property.url }}
  shown(lease_property.address) // rentals/lease.html:30:132 {{ lease.property.address }}
  shown(lease_property.cityLine) // rentals/lease.html:30:164 {{ lease.property.cityLine }}
  shown(lease.securityDeposit) // rentals/lease.html:35:44 {{ lease.securityDeposit|floatformat:"2g" }}
  shown(lease.lateFee) // rentals/lease.html:36:45 {{ lease.lateFee|floatformat:"2g" }}
  shown(lease.terms) // rentals/lease.html:38:16 {{ lease.terms|linebreaks }}
  const portfolio = shown(view.portfolio) // rentals/base.html:7:54 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.name) // rentals/base.html:7:64 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.expiringCount) // rentals/base.html:23:145 …s" label="Leases" icon="document" count=portfolio.expiringCount what="ending soon" %}
  shown(portfolio.pendingCount) // rentals/base.html:24:154 …ce" label="Repairs" icon="wrench" count=portfolio.pendingCount what="pending" %}
  const portfolio_manager = shown(portfolio.manager) // rentals/base.html:30:62 {{ portfolio.manager.initials }}
  shown(portfolio_manager.initials) // rentals/base.html:30:70 {{ portfolio.manager.initials }}
  shown(portfolio_manager.getFullName) // rentals/base.html:31:67 {{ portfolio.manager.getFullName }}
  parameter(view, "section") // rentals/components/nav-item.html:1:31 {% if section == name %}
  parameter(view, "count") // rentals/components/nav-item.html:1:170 {% if count %}
  parameter(view, "what") // rentals/components/nav-item.html:1:291 {{ what }}
  parameter(view, "subtitle") // rentals/components/page-header.html:4:9 {% if subtitle %}
  parameter(view, "href") // rentals/components/empty.html:1:178 {% if href %}
  parameter(view, "action") // rentals/components/empty.html:1:227 {{ action }}
}

/** rentals/maintenance.html */
export function MaintenanceView(view: ViewContext<ViewOf<typeof config, 7>>): void {
  const portfolio = shown(view.portfolio) // rentals/base.html:7:54 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.name) // rentals/base.html:7:64 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.expiringCount) // rentals/base.html:23:145 …s" label="Leases" icon="document" count=portfolio.expiringCount what="ending soon" %}
  shown(portfolio.pendingCount) // rentals/base.html:24:154 …ce" label="Repairs" icon="wrench" count=portfolio.pendingCount what="pending" %}
  const portfolio_manager = shown(portfolio.manager) // rentals/base.html:30:62 {{ portfolio.manager.initials }}
  shown(portfolio_manager.initials) // rentals/base.html:30:70 {{ portfolio.manager.initials }}
  shown(portfolio_manager.getFullName) // rentals/base.html:31:67 {{ portfolio.manager.getFullName }}
  parameter(view, "section") // rentals/components/nav-item.html:1:31 {% if section == name %}
  parameter(view, "count") // rentals/components/nav-item.html:1:170 {% if count %}
  parameter(view, "what") // rentals/components/nav-item.html:1:291 {{ what }}
  parameter(view, "back") // rentals/components/page-header.html:2:9 {% if back %}
  parameter(view, "backLabel") // rentals/components/page-header.html:2:114 {{ backLabel }}
  parameter(view, "status") // rentals/components/page-header.html:3:53 {% if status %}
  parameter(view, "label") // rentals/components/badge.html:1:43 {{ label }}
  const listing = shown(view.listing) // rentals/components/filters.html:1:47 {{ listing.path }}
  shown(listing.path) // rentals/components/filters.html:1:55 {{ listing.path }}
  shown(listing.term) // rentals/components/filters.html:2:202 {{ listing.term }}
  const listing_selects = shown(listing.selects) // rentals/components/filters.html:3:28 {% for select in listing.selects %}
  const listing_selects_each = each(listing_selects) // rentals/components/filters.html:3:28 {% for select in listing.selects %}
  shown(listing_selects_each.label) // rentals/components/filters.html:4:42 {{ select.label }}
  shown(listing_selects_each.name) // rentals/components/filters.html:4:81 {{ select.name }}
  const listing_selects_each_options = shown(listing_selects_each.options) // rentals/components/filters.html:4:114 {% for option in select.options %}
  const listing_selects_each_options_each = each(listing_selects_each_options) // rentals/components/filters.html:4:114 {% for option in select.options %}
  shown(listing_selects_each_options_each.value) // rentals/components/filters.html:4:149 {{ option.value }}
  shown(listing_selects_each_options_each.chosen) // rentals/components/filters.html:4:171 {% if option.chosen %}
  shown(listing_selects_each_options_each.label) // rentals/components/filters.html:4:211 {{ option.label }}
  shown(listing.filtered) // rentals/components/filters.html:7:17 {% if listing.filtered %}
  const page = shown(view.page) // rentals/components/filters.html:9:38 {% if page.total %}
  shown(page.total) // rentals/components/filters.html:9:43 {% if page.total %}
  shown(page.from) // rentals/components/filters.html:9:67 {{ page.from }}
  shown(page.to) // rentals/components/filters.html:9:83 {{ page.to }}
  shown(page.pages) // rentals/components/pagination.html:1:12 {% if page.pages > 1 %}
  shown(page.previous) // rentals/components/pagination.html:3:14 {% if page.previous %}
  const page_links = shown(page.links) // rentals/components/pagination.html:5:25 {% for link in page.links %}
  const page_links_each = each(page_links) // rentals/components/pagination.html:5:25 {% for link in page.links %}
  shown(page_links_each.current) // rentals/components/pagination.html:5:48 {% if link.current %}
  shown(page_links_each.number) // rentals/components/pagination.html:5:106 {{ link.number }}
  shown(page_links_each.url) // rentals/components/pagination.html:5:131 {{ link.url }}
  shown(page.next) // rentals/components/pagination.html:7:14 {% if page.next %}
  const requests = shown(view.requests) // rentals/maintenance.html:11:23 {% for request in requests %}
  const requests_each = each(requests) // rentals/maintenance.html:11:23 {% for request in requests %}
  shown(requests_each.url) // rentals/maintenance.html:13:73 {{ request.url }}
  shown(requests_each.title) // rentals/maintenance.html:13:92 {{ request.title }}
  shown(requests_each.description) // rentals/maintenance.html:13:135 {{ request.description|truncatewords:14 }}
  shown(requests_each.propertyName) // rentals/maintenance.html:14:44 {{ request.propertyName }}
  shown(requests_each.priority) // rentals/maintenance.html:15:108 …entals/components/badge.html" with status=request.priority label=request.priorityDisplay %}
  shown(requests_each.priorityDisplay) // rentals/maintenance.html:15:131 ….html" with status=request.priority label=request.priorityDisplay %}
  shown(requests_each.status) // rentals/maintenance.html:16:94 …entals/components/badge.html" with status=request.status label=request.statusDisplay %}
  shown(requests_each.statusDisplay) // rentals/maintenance.html:16:115 …ge.html" with status=request.status label=request.statusDisplay %}
  shown(requests_each.assignedTo) // rentals/maintenance.html:17:46 {% if not request.assignedTo %}
  shown(requests_each.isPending) // rentals/maintenance.html:18:37 {% if request.isPending %}
  shown(requests_each.daysOpen) // rentals/maintenance.html:18:107 {{ request.daysOpen }}
  shown(requests_each.estimatedCost) // rentals/maintenance.html:19:69 {% if request.estimatedCost %}
}

/** rentals/maintenance-request.html */
export function MaintenanceRequestView(view: ViewContext<ViewOf<typeof config, 8>>): void {
  const repair = shown(view.repair) // rentals/maintenance-request.html:2:21 {{ repair.title }}
  shown(repair.title) // rentals/maintenance-request.html:2:28 {{ repair.title }}
  shown(repair.status) // rentals/maintenance-request.html:4:137 …s/maintenance/" backLabel="Repairs" status=repair.status label=repair.statusDisplay %}
  shown(repair.statusDisplay) // rentals/maintenance-request.html:4:157 …Label="Repairs" status=repair.status label=repair.statusDisplay %}
  shown(repair.description) // rentals/maintenance-request.html:9:17 {{ repair.description|linebreaks }}
  shown(repair.notes) // rentals/maintenance-request.html:10:20 {% if repair.notes %}
  const repair_tenant = shown(repair.tenant) // rentals/maintenance-request.html:12:40 {% if repair.tenant %}
  shown(repair_tenant.url) // rentals/maintenance-request.html:12:79 {{ repair.tenant.url }}
  shown(repair_tenant.name) // rentals/maintenance-request.html:12:104 {{ repair.tenant.name }}
  shown(repair.createdAt) // rentals/maintenance-request.html:12:159 {{ repair.createdAt|date:"c" }}
  shown(repair.assignedTo) // rentals/maintenance-request.html:13:22 {% if repair.assignedTo %}
  shown(repair.completedAt) // rentals/maintenance-request.html:14:22 {% if repair.completedAt %}
  shown(repair.daysOpen) // rentals/maintenance-request.html:14:80 {{ repair.daysOpen }}
  shown(repair.isPending) // rentals/maintenance-request.html:14:254 {% elif repair.isPending %}
  shown(repair.priority) // rentals/maintenance-request.html:26:97 …rentals/components/badge.html" with status=repair.priority label=repair.priorityDisplay %}
  shown(repair.priorityDisplay) // rentals/maintenance-request.html:26:119 …ge.html" with status=repair.priority label=repair.priorityDisplay %}
  shown(repair.estimatedCost) // rentals/maintenance-request.html:28:48 {% if repair.estimatedCost %}
  shown(repair.actualCost) // rentals/maintenance-request.html:29:22 {% if repair.actualCost %}
  shown(repair.costOverrun) // rentals/maintenance-request.html:30:29 {% with over=repair.costOverrun %}
  const repair_property = shown(repair.property) // rentals/maintenance-request.html:35:29 {{ repair.property.url }}
  shown(repair_property.url) // rentals/maintenance-request.html:35:38 {{ repair.property.url }}
  shown(repair_property.address) // rentals/maintenance-request.html:35:135 {{ repair.property.address }}
  shown(repair_property.cityLine) // rentals/maintenance-request.html:35:168 {{ repair.property.cityLine }}
  shown(repair.propertyName) // rentals/maintenance-request.html:35:64 {{ repair.propertyName }}
  const portfolio = shown(view.portfolio) // rentals/base.html:7:54 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.name) // rentals/base.html:7:64 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.expiringCount) // rentals/base.html:23:145 …s" label="Leases" icon="document" count=portfolio.expiringCount what="ending soon" %}
  shown(portfolio.pendingCount) // rentals/base.html:24:154 …ce" label="Repairs" icon="wrench" count=portfolio.pendingCount what="pending" %}
  const portfolio_manager = shown(portfolio.manager) // rentals/base.html:30:62 {{ portfolio.manager.initials }}
  shown(portfolio_manager.initials) // rentals/base.html:30:70 {{ portfolio.manager.initials }}
  shown(portfolio_manager.getFullName) // rentals/base.html:31:67 {{ portfolio.manager.getFullName }}
  parameter(view, "section") // rentals/components/nav-item.html:1:31 {% if section == name %}
  parameter(view, "count") // rentals/components/nav-item.html:1:170 {% if count %}
  parameter(view, "what") // rentals/components/nav-item.html:1:291 {{ what }}
  parameter(view, "subtitle") // rentals/components/page-header.html:4:9 {% if subtitle %}
  const others = shown(view.others) // rentals/maintenance-request.html:19:71 …ntals/components/request-list.html" with requests=others %}
  const others_each = each(others) // rentals/maintenance-request.html:19:71 …ntals/components/request-list.html" with requests=others %}
  shown(others_each.priority) // rentals/components/request-list.html:5:37 {{ request.priority }}
  shown(others_each.priorityDisplay) // rentals/components/request-list.html:5:68 {{ request.priorityDisplay }}
  shown(others_each.url) // rentals/components/request-list.html:6:66 {{ request.url }}
  shown(others_each.title) // rentals/components/request-list.html:6:85 {{ request.title }}
  shown(others_each.createdAt) // rentals/components/request-list.html:6:163 {{ request.createdAt|date:"M j, Y" }}
  shown(others_each.status) // rentals/components/request-list.html:7:91 …entals/components/badge.html" with status=request.status label=request.statusDisplay %}
  shown(others_each.statusDisplay) // rentals/components/request-list.html:7:112 …ge.html" with status=request.status label=request.statusDisplay %}
  parameter(view, "text") // rentals/components/empty.html:1:137 {% if text %}
  parameter(view, "href") // rentals/components/empty.html:1:178 {% if href %}
  parameter(view, "action") // rentals/components/empty.html:1:227 {{ action }}
}

/** rentals/financials.html */
export function FinancialsView(view: ViewContext<ViewOf<typeof config, 9>>): void {
  const portfolio = shown(view.portfolio) // rentals/base.html:7:54 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.name) // rentals/base.html:7:64 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.expiringCount) // rentals/base.html:23:145 …s" label="Leases" icon="document" count=portfolio.expiringCount what="ending soon" %}
  shown(portfolio.pendingCount) // rentals/base.html:24:154 …ce" label="Repairs" icon="wrench" count=portfolio.pendingCount what="pending" %}
  const portfolio_manager = shown(portfolio.manager) // rentals/base.html:30:62 {{ portfolio.manager.initials }}
  shown(portfolio_manager.initials) // rentals/base.html:30:70 {{ portfolio.manager.initials }}
  shown(portfolio_manager.getFullName) // rentals/base.html:31:67 {{ portfolio.manager.getFullName }}
  parameter(view, "section") // rentals/components/nav-item.html:1:31 {% if section == name %}
  parameter(view, "count") // rentals/components/nav-item.html:1:170 {% if count %}
  parameter(view, "what") // rentals/components/nav-item.html:1:291 {{ what }}
  parameter(view, "back") // rentals/components/page-header.html:2:9 {% if back %}
  parameter(view, "backLabel") // rentals/components/page-header.html:2:114 {{ backLabel }}
  parameter(view, "status") // rentals/components/page-header.html:3:53 {% if status %}
  parameter(view, "label") // rentals/components/badge.html:1:43 {{ label }}
  const months = shown(view.months) // rentals/components/cash-flow.html:2:31 {% with peak=months|dictsortreversed:"income"|first dearest=months|di…
  const months_each = each(months) // rentals/components/cash-flow.html:2:31 {% with peak=months|dictsortreversed:"income"|first dearest=months|di…
  shown(months_each.income) // rentals/components/cash-flow.html:2:55 {% with peak=months|dictsortreversed:"income"|first dearest=months|dictsortreversed:"costs"|fir…
  shown(months_each.costs) // rentals/components/cash-flow.html:2:102 …ed:"income"|first dearest=months|dictsortreversed:"costs"|first %}
  shown(months_each.firstDay) // rentals/components/cash-flow.html:12:208 {{ month.firstDay|date:"F Y" }}
  const categories = shown(view.categories) // rentals/financials.html:19:17 {% with top=categories|first %}
  const categories_each = each(categories) // rentals/financials.html:19:17 {% with top=categories|first %}
  shown(categories_each.category) // rentals/financials.html:22:24 {{ row.category }}
  shown(categories_each.spent) // rentals/financials.html:22:71 {{ row.spent|floatformat:"0g" }}
  const properties = shown(view.properties) // rentals/financials.html:30:96 {{ properties|length }}
  const properties_each = each(properties) // rentals/financials.html:30:96 {{ properties|length }}
  shown(properties_each.url) // rentals/financials.html:33:103 {{ property.url }}
  shown(properties_each.name) // rentals/financials.html:33:123 {{ property.name }}
  shown(properties_each.income) // rentals/financials.html:33:194 {{ property.income|default:0|floatformat:"0g" }}
  shown(properties_each.costs) // rentals/financials.html:33:283 {{ property.costs|default:0|floatformat:"0g" }}
  shown(properties_each.pendingCount) // rentals/financials.html:33:380 {{ property.pendingCount|default:"–" }}
  const page = shown(view.page) // rentals/financials.html:38:91 {{ page.from }}
  shown(page.from) // rentals/financials.html:38:96 {{ page.from }}
  shown(page.to) // rentals/financials.html:38:112 {{ page.to }}
  shown(page.total) // rentals/financials.html:38:129 {{ page.total|floatformat:"0g" }}
  shown(page.pages) // rentals/components/pagination.html:1:12 {% if page.pages > 1 %}
  shown(page.previous) // rentals/components/pagination.html:3:14 {% if page.previous %}
  const page_links = shown(page.links) // rentals/components/pagination.html:5:25 {% for link in page.links %}
  const page_links_each = each(page_links) // rentals/components/pagination.html:5:25 {% for link in page.links %}
  shown(page_links_each.current) // rentals/components/pagination.html:5:48 {% if link.current %}
  shown(page_links_each.number) // rentals/components/pagination.html:5:106 {{ link.number }}
  shown(page_links_each.url) // rentals/components/pagination.html:5:131 {{ link.url }}
  shown(page.next) // rentals/components/pagination.html:7:14 {% if page.next %}
  const payments = parameter(view, "payments") // rentals/components/tenant-payment-table.html:1:7 {% if payments %}
  const payments_each = each(payments) // rentals/components/tenant-payment-table.html:1:7 {% if payments %}
  const payments_each_lease = shown(payments_each.lease) // rentals/components/tenant-payment-table.html:7:44 {{ payment.lease.url }}
  shown(payments_each_lease.url) // rentals/components/tenant-payment-table.html:7:50 {{ payment.lease.url }}
  shown(payments_each.tenantName) // rentals/components/tenant-payment-table.html:7:69 {{ payment.tenantName }}
  shown(payments_each.propertyName) // rentals/components/tenant-payment-table.html:8:44 {{ payment.propertyName }}
  shown(payments_each.paymentDate) // rentals/components/tenant-payment-table.html:9:53 {{ payment.paymentDate|date:"M j, Y" }}
  shown(payments_each.methodDisplay) // rentals/components/tenant-payment-table.html:10:42 {{ payment.methodDisplay }}
  shown(payments_each.status) // rentals/components/payment-cells.html:1:88 …entals/components/badge.html" with status=payment.status label=payment.statusDisplay %}
  shown(payments_each.statusDisplay) // rentals/components/payment-cells.html:1:109 …ge.html" with status=payment.status label=payment.statusDisplay %}
  shown(payments_each.amount) // rentals/components/payment-cells.html:2:53 {{ payment.amount|floatformat:"2g" }}
  parameter(view, "href") // rentals/components/empty.html:1:178 {% if href %}
  parameter(view, "action") // rentals/components/empty.html:1:227 {{ action }}
}

/** rentals/error.html */
export function NotFoundView(view: ViewContext<ViewOf<typeof config, 10>>): void {
  shown(view.title) // rentals/error.html:2:21 {{ title }}
  const portfolio = shown(view.portfolio) // rentals/base.html:7:54 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.name) // rentals/base.html:7:64 {{ portfolio.name|default:"Rentals" }}
  shown(portfolio.expiringCount) // rentals/base.html:23:145 …s" label="Leases" icon="document" count=portfolio.expiringCount what="ending soon" %}
  shown(portfolio.pendingCount) // rentals/base.html:24:154 …ce" label="Repairs" icon="wrench" count=portfolio.pendingCount what="pending" %}
  const portfolio_manager = shown(portfolio.manager) // rentals/base.html:30:62 {{ portfolio.manager.initials }}
  shown(portfolio_manager.initials) // rentals/base.html:30:70 {{ portfolio.manager.initials }}
  shown(portfolio_manager.getFullName) // rentals/base.html:31:67 {{ portfolio.manager.getFullName }}
  parameter(view, "section") // rentals/components/nav-item.html:1:31 {% if section == name %}
  parameter(view, "count") // rentals/components/nav-item.html:1:170 {% if count %}
  parameter(view, "what") // rentals/components/nav-item.html:1:291 {{ what }}
  shown(view.status) // rentals/error.html:5:28 {{ status }}
  shown(view.text) // rentals/error.html:7:9 {{ text }}
}
