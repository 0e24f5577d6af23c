import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { notFound } from '../answers.mts';
import { charge, COST } from '../billing.mts';
import { capabilitiesOf } from '../capabilities.mts';
import { paginate, pagingSchema } from '../paging.mts';
import { PLATFORMS } from '../platforms.mts';
import { timestamp } from '../state.mts';
import * as rule from '../validation.mts';
import type { World } from '../world.mts';

const deliveriesSchema = pagingSchema.extend({
	status: z.enum(['pending', 'delivered', 'failed']).optional(),
});

/** The rest of what a key can read: platforms, delivery log, credits. */
export function variousRoutes(app: FastifyInstance, world: World): void {
	app.get('/platforms', () => ({ items: PLATFORMS }));

	app.get<{ Params: { platform: string } }>('/platforms/:platform/capabilities', (request) => {
		const platform = PLATFORMS.find(({ slug }) => slug === request.params.platform);
		if (platform?.hasCapabilities !== true) throw notFound('Platform');
		return capabilitiesOf(platform.slug, world.settings.capabilities);
	});

	app.get('/webhooks/deliveries', (request, reply) => {
		const query = rule.validate(deliveriesSchema, request.query);
		charge(world, reply, COST.read);
		const found = world.state.deliveries
			.filter(({ status }) => query.status === undefined || query.status === status)
			.map(({ body: _body, ...delivery }) => delivery);
		return paginate(found, query, world.settings);
	});

	app.get('/billing/status', () => {
		const now = new Date();
		const month = (offset: number) =>
			timestamp(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1)));
		return {
			balance: world.state.credits,
			plan: 'growth',
			planName: 'Growth',
			monthlyCredits: world.options.credits,
			creditsUsedThisCycle: world.state.creditsUsed,
			cycleStartedAt: month(0),
			cycleResetsAt: month(1),
		};
	});
}
