import { ApiObject, App, Chart } from 'cdk8s';
import { KubernetesObject, Microservice } from '#k8s-constructs';
import { manyServices, samplePlatform } from '#model/sample';

/**
 * The same constructs as a stock cdk8s app: one App, a chart for each service and cluster, objects rendered as `ApiObject` renders them.
 * `tsx stock.ts <services> <clusters>`
 */
KubernetesObject.prototype.toJson = ApiObject.prototype.toJson;

const [services = '31', clusters = '3'] = process.argv.slice(2);
const platform = samplePlatform(manyServices(Number(services), Number(clusters)));
const app = new App();
for (const cluster of platform.clusters) {
  for (const service of platform.services) {
    const chart = new Chart(app, `${cluster.name}-${service.name}`, { namespace: service.domain });
    new Microservice(chart, 'service', { platform, cluster, service });
  }
}
app.synth();
