using System.Diagnostics.CodeAnalysis;

namespace VisualSearch.Engine.Images;

/// <summary>A value, or the reason there is none. Bad pictures are everyday input, so they are values; exceptions are for bugs.</summary>
public readonly record struct PictureResult<T>
    where T : class
{
    private PictureResult(T? value, PictureFailure? failure)
    {
        Value = value;
        Failure = failure;
    }

    public T? Value { get; }

    public PictureFailure? Failure { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;

    public static implicit operator PictureResult<T>(T value) => new(value, null);

    public static implicit operator PictureResult<T>(PictureFailure failure) => new(null, failure);
}
