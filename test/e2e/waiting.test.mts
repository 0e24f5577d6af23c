import { waitingSuite } from '../suites/waiting.mts';
import { startOwnN8n } from './own-n8n.mts';

waitingSuite(startOwnN8n);
