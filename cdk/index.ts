/** The cloud side of the toolkit, as tools and the CDK command line import it by `#cdk`. */
export { type FoundationOptions, foundation } from './app';
export { above } from './delegation';
export { type Placed, resourcesOf, stackName } from './reading';
export { assemblyIn, type StackTemplate, type TemplateResource, templatesOf } from './templates';
