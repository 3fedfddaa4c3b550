namespace VisualSearch.QdrantStandIn;

/// <summary>The server's no, with its status and words.</summary>
internal sealed class RefusalException : Exception
{
    public RefusalException()
    {
    }

    public RefusalException(string message)
        : base(message)
    {
    }

    public RefusalException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public int Status { get; private init; } = 500;

    public static RefusalException Format(string text) => Of(400, $"Format error in JSON body: {text}");

    public static RefusalException Variant(string name) => Format($"data did not match any variant of untagged enum {name}");

    public static RefusalException Validation(string text) => Of(422, $"Validation error in JSON body: [{text}]");

    public static RefusalException Parameters(string text) => Of(400, $"Deserialize error in query parameters: {text}");

    public static RefusalException WrongInput(string text) => Of(400, $"Wrong input: {text}");

    public static RefusalException BadRequest(string text) => Of(400, $"Bad request: {text}");

    public static RefusalException NotFound(string text) => Of(404, $"Not found: {text}");

    public static RefusalException NoVector(string name) => WrongInput($"Not existing vector name error: {name}");

    public static RefusalException Of(int status, string text) => new(text) { Status = status };

    /// <summary>What the real server can do and this one does not.</summary>
    public static RefusalException Beyond(string what) => Of(501, $"Service internal error: the stand-in does not do {what}");
}
