import type { INodeParameters, INodeTypeDescription } from 'n8n-workflow';

import { reasonForBlankField } from './odd-allowed.mts';
import {
	goodParameters,
	ODD,
	propertiesOf,
	shownBy,
	type OddParameter,
	type Operation,
} from './odd-parameters.mts';
import {
	CONTENTS,
	goodFieldValue,
	goodPayload,
	savedFormOf,
	type Content,
} from './odd-samples.mts';

/** Every field of the payloads that an operation sends, entered in the form and as JSON. */
export function oddFieldsOf(
	description: INodeTypeDescription,
	operation: Operation,
): OddParameter[] {
	const properties = propertiesOf(description, operation);
	return ['payloadForm', 'payloadJson'].flatMap((name) => {
		const property = properties.find((one) => one.name === name);
		if (property === undefined) return [];
		return CONTENTS.filter(({ isDocumented }) => isDocumented || name === 'payloadForm').flatMap(
			(content) => {
				const good = goodParameters(properties, operation, content);
				const shown = shownBy(property, good, properties);
				return content.fields.map((field): OddParameter => {
					const enter = name === 'payloadForm' ? inForm : inJson;
					const isOptional = reasonForBlankField(field) !== undefined;
					return {
						operation,
						path: `${name}.${field.id} (${content.name})`,
						key: field.id,
						// In JSON another platform may have a field of this name with another type.
						kind: name === 'payloadJson' && field.kind !== 'text' ? 'raw' : field.kind,
						labels: name === 'payloadForm' ? [field.label] : [field.label, field.id],
						good: goodFieldValue(field),
						parameters: { ...shown, ...enter(content, field.id) },
						content,
						leftOut: isOptional ? { ...shown, ...enter(content) } : undefined,
					};
				});
			},
		);
	});
}

/** @param id the field that an expression gives; without it the payload has only required fields */
function inForm(content: Content, id?: string): INodeParameters {
	const odd = id === undefined ? {} : { [id]: ODD };
	return { payloadForm: savedFormOf(content, { ...goodPayload(content), ...odd }) };
}

/** The same as an expression that gives an object, which holds the value as it is. */
function inJson(content: Content, id?: string): INodeParameters {
	const entries = Object.entries(goodPayload(content))
		.filter(([key]) => key !== id)
		.map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
	const odd = id === undefined ? [] : [`${id}: $json.odd`];
	return { payloadJson: `={{ ({ ${[...entries, ...odd].join(', ')} }) }}` };
}
