namespace VisualSearch.Engine;

/// <summary>The connection strings ask for a way to run that cannot be had; the message says what to change.</summary>
public sealed class EngineModeException : Exception
{
    public EngineModeException()
    {
    }

    public EngineModeException(string message)
        : base(message)
    {
    }

    public EngineModeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
