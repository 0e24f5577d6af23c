import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { PharloTrigger } from '../../nodes/Pharlo/PharloTrigger.node.ts';
import { callSigned, credential, EVENT, PARAMETERS } from './callbacks.mts';
import { publishing } from './contexts.mts';
import { kindOf, membersOf } from './odd-parameters.mts';
import { oddValuesOf, type Kind, type OddValue } from './odd-values.mts';

/** One place of the trigger that an expression can fill. */
export interface TriggerParameter {
	readonly path: string;
	readonly label: string;
	readonly kind: Kind;
	/** The node's parameters with this value in the place. */
	readonly parametersWith: (value: unknown) => INodeParameters;
}

/** Every parameter of the trigger, those inside collections included. */
export function triggerParameters(): TriggerParameter[] {
	return new PharloTrigger().description.properties
		.filter(({ type }) => type !== 'notice')
		.flatMap((property) => {
			const { name } = property;
			if (property.type !== 'collection') {
				return [toParameter(property, name, (value) => ({ [name]: value }))];
			}
			return membersOf(property).map((member) =>
				toParameter(member, `${name}.${member.name}`, (value) => ({
					[name]: { [member.name]: value },
				})),
			);
		});
}

function toParameter(
	definition: INodeProperties,
	path: string,
	place: (value: unknown) => object,
): TriggerParameter {
	return {
		path,
		label: definition.displayName,
		// Pharlo may add statuses, so any text or number is accepted.
		kind: kindOf(definition) === 'choices' ? 'ids' : kindOf(definition),
		parametersWith: (value) => ({ ...PARAMETERS, ...place(value) }),
	};
}

/** Whether the parameter decides which events start an execution. */
export function isFilter({ path }: TriggerParameter): boolean {
	return path === 'triggerOn' || path.startsWith('filters');
}

/** An expression that gives the value; in a trigger there is no input item to take it from. */
function expression({ value }: OddValue): string {
	if (value === undefined || Number.isNaN(value)) return `={{ ${String(value)} }}`;
	return `={{ (${JSON.stringify(value)}) }}`;
}

/** Delivers an event to the trigger for every odd value: nothing may start, and Pharlo has to try again. */
export async function failuresAtDelivery(parameter: TriggerParameter): Promise<string[]> {
	const failures: string[] = [];
	for (const odd of oddValuesOf(parameter.kind)) {
		const event = { ...EVENT, assignmentId: crypto.randomUUID() };
		const { response, sent, logged } = await callSigned(event, {
			parameters: parameter.parametersWith(expression(odd)),
		});
		const status = sent?.status ?? 200;
		if (response.workflowData !== undefined) failures.push(`${odd.name}: started`);
		else if (status < 300) failures.push(`${odd.name}: answered ${status}`);
		else if (!logged.join().includes(`'${parameter.label}'`)) {
			failures.push(`${odd.name}: not named: ${logged.join()}`);
		}
	}
	return failures;
}

/** Publishes the workflow for every blank value, by expression and as it may be typed: it has to fail. */
export async function failuresAtActivation(parameter: TriggerParameter): Promise<string[]> {
	const methods = new PharloTrigger().webhookMethods.default;
	const failures: string[] = [];
	const blank = oddValuesOf(parameter.kind).filter(({ isBlank }) => isBlank);
	const stored = [
		...blank.map((odd) => ({ name: odd.name, value: expression(odd) })),
		...[[], ''].map((value) => ({ name: `typed ${JSON.stringify(value)}`, value })),
	];
	for (const { name, value } of stored) {
		const context = publishing({ credential: credential() }, parameter.parametersWith(value));
		const message = await methods.create.call(context).then(
			() => undefined,
			(error: unknown) => String(error),
		);
		if (message === undefined) failures.push(`${name}: published`);
		else if (!message.includes(`'${parameter.label}'`)) {
			failures.push(`${name}: not named: ${message}`);
		}
	}
	return failures;
}
