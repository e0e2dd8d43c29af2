import { defineComponent } from 'ultimate-devops-platform/model';

/** One more component beside those of the package. */
export default defineComponent({
  purpose: 'Keeps the maps of the city near its riders.',
  chart: { repository: 'https://charts.bikes.example.org', name: 'tile-cache', version: '1.4.0' },
  values: ({ controllerReplicas }) => ({ replicas: controllerReplicas }),
  network: { ingress: [{ from: 'cluster', ports: [8080] }], egress: ['https'] },
});
