namespace VisualSearch.Tests.Architecture.Fixtures.Foreign.Amazon.S3;

internal sealed class Bucket;
