namespace VisualSearch.Engine.Embedding;

/// <summary>A model cannot be used: unknown, or its files are missing or damaged. The message says what to do.</summary>
public sealed class ModelUnavailableException : Exception
{
    public ModelUnavailableException()
    {
    }

    public ModelUnavailableException(string message)
        : base(message)
    {
    }

    public ModelUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
