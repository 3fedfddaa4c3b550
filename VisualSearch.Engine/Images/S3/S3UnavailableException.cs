namespace VisualSearch.Engine.Images;

/// <summary>The S3 server cannot be reached, fails or refuses; its message is a sentence for the operator.</summary>
public sealed class S3UnavailableException : IOException
{
    public S3UnavailableException()
    {
    }

    public S3UnavailableException(string message)
        : base(message)
    {
    }

    public S3UnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
