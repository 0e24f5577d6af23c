import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { charge, COST } from '../billing.mts';
import { paginate, pagingSchema } from '../paging.mts';
import * as rule from '../validation.mts';
import type { World } from '../world.mts';

const listSchema = pagingSchema.extend({
	status: z.enum(['pending', 'delivered', 'failed']).optional(),
});

/** The log of callbacks. */
export function deliveryRoutes(app: FastifyInstance, world: World): void {
	app.get('/webhooks/deliveries', (request, reply) => {
		const query = rule.validate(listSchema, request.query);
		charge(world, reply, COST.read);
		const found = world.state.deliveries
			.filter(({ status }) => query.status === undefined || query.status === status)
			.map(({ body: _body, ...delivery }) => delivery);
		return paginate(found, query, world.settings);
	});
}
