import type { Resource } from '../operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { refreshToken } from './refreshToken.operation';
import { update } from './update.operation';

/** A connected channel or page. */
export const connection: Resource = {
	value: 'connection',
	name: 'Connection',
	description: 'Channels and pages that are connected to Pharlo',
	operations: [get, getMany, refreshToken, update],
};
