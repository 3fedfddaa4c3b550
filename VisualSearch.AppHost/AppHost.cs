// The whole system as one graph: run on this machine, or written out for Docker Compose or Kubernetes. docs/DEPLOYMENT.md tells how each is used.
using VisualSearch.AppHost;

IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder(args);
AppHostSettings settings = AppHostSettings.Read(builder.Configuration);

Stores stores = Stores.Add(builder, settings);
Steps steps = Steps.Add(builder, settings, stores);
Programs programs = Programs.Add(builder, settings, stores, steps);

if (builder.ExecutionContext.IsPublishMode)
{
    switch (settings.Target)
    {
        case PublishTarget.Compose:
            ComposeTarget.Describe(builder, settings, stores, steps, programs);
            break;
        case PublishTarget.Kubernetes:
            KubernetesTarget.Describe(builder, settings, stores, steps, programs);
            break;
    }
}

builder.Build().Run();
