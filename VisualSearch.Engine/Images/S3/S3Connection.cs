using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace VisualSearch.Engine.Images;

/// <summary>The client of the operator's S3, made when it is first needed. Thread-safe.</summary>
internal sealed class S3Connection(S3Options options, TimeSpan timeout) : IDisposable
{
    /// <summary>The library tries again by itself what a passing fault cut short.</summary>
    private const int Retries = 2;

    private readonly Lazy<AmazonS3Client> _client = new(() => Open(options, options.ServiceUrl, timeout));
    private readonly Lazy<AmazonS3Client> _signer = new(() => Open(options, options.PublicUrl ?? options.ServiceUrl, timeout));

    public S3Options Options => options;

    public IAmazonS3 Client => _client.Value;

    /// <summary>Signs addresses and sends nothing: the host is a part of what is signed, and browsers may know another than we do.</summary>
    public IAmazonS3 Signer => _signer.Value;

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        if (_signer.IsValueCreated)
        {
            _signer.Value.Dispose();
        }
    }

    private static AmazonS3Client Open(S3Options options, string? url, TimeSpan timeout)
    {
        // Else addresses of the oldest region are signed in the form before.
        AWSConfigsS3.UseSignatureVersion4 = true;
        AmazonS3Config config = new() { AuthenticationRegion = options.Region, Timeout = timeout, MaxErrorRetry = Retries, SignatureVersion = "4" };
        if (url is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }
        else
        {
            // A bucket's own host name would need a wildcard in the operator's DNS.
            (config.ServiceURL, config.ForcePathStyle) = (url, true);
        }

        return string.IsNullOrEmpty(options.AccessKey) ? new AmazonS3Client(config) : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }
}
