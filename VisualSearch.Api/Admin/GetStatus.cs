using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Admin;

/// <summary>Where the index stands, for somebody who looks every few seconds: nothing here counts the catalogue for one answer.</summary>
internal static class GetStatus
{
    private const int DefaultMinutes = 60;

    /// <summary>How long a queue may take to say how it stands; past it, it is as good as away.</summary>
    private static readonly TimeSpan QueuePatience = TimeSpan.FromSeconds(1);

    public static async Task<Results<Ok<StatusJson>, ProblemHttpResult>> HandleAsync(
        HttpRequest request,
        LivingIndexes living,
        IndexStatusReader status,
        IndexCounts counts,
        IndexingHistory history,
        IIndexQueue queue,
        Generations generations,
        IConfiguration configuration,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        FieldErrors errors = new();
        int minutes = OptionValues.OfQuery(request.Query).WholeNumber("minutes", 1, IndexingHistory.MostMinutes, DefaultMinutes, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        OpenIndex index = living.Active;
        Task<IndexQueueFacts?> asked = AskAsync(queue, time, cancellationToken);
        IndexStatus read = await status.ReadAsync(cancellationToken);
        IndexCount count = await counts.ReadAsync(cancellationToken);
        IndexingActivity activity = await history.ReadAsync(minutes, cancellationToken);
        bool alone = (await generations.ListAsync(cancellationToken)).Count <= 1;
        return TypedResults.Ok(StatusJson.Of(EngineModes.Of(configuration), index, read, count, activity, await asked, alone));
    }

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.AddQuery("minutes", $"How many minutes of history; {DefaultMinutes} when absent.", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = IndexingHistory.MostMinutes.ToString(CultureInfo.InvariantCulture),
            Default = DefaultMinutes,
        });
        return Task.CompletedTask;
    }

    /// <returns>Null when the queue is away.</returns>
    private static async Task<IndexQueueFacts?> AskAsync(IIndexQueue queue, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource tooLate = new(QueuePatience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellationToken);
        try
        {
            return await queue.InspectAsync(either.Token).WaitAsync(either.Token);
        }
        catch (Exception away) when (away is IndexQueueUnavailableException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
