import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { charge, COST } from '../billing.mts';
import { paginate, pagingSchema } from '../paging.mts';
import * as rule from '../validation.mts';
import type { Simulation } from '../simulation.mts';

const listSchema = pagingSchema.extend({
	status: z.enum(['pending', 'delivered', 'failed']).optional(),
});

/** The log of callback deliveries. */
export function deliveryRoutes(app: FastifyInstance, simulation: Simulation): void {
	app.get('/webhooks/deliveries', (request, reply) => {
		const query = rule.validate(listSchema, request.query);
		charge(simulation, reply, COST.read);
		const found = simulation.state.deliveries
			.filter(({ status }) => query.status === undefined || query.status === status)
			.map(({ body: _body, ...delivery }) => delivery);
		return paginate(found, query, simulation.settings);
	});
}
