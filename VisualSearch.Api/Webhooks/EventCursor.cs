using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Api.Webhooks;

/// <summary>Where the next page of events begins, as an opaque word: base64url of a form byte, the time of receipt and the id of the last event seen.</summary>
internal static class EventCursor
{
    private const byte Form = 1;
    private const int Head = 1 + sizeof(long);

    public static string Write(EventPlace place)
    {
        byte[] id = Encoding.UTF8.GetBytes(place.EventId);
        byte[] cursor = new byte[Head + id.Length];
        cursor[0] = Form;
        BinaryPrimitives.WriteInt64BigEndian(cursor.AsSpan(1), place.ReceivedAt);
        id.CopyTo(cursor, Head);
        return Base64Url.EncodeToString(cursor);
    }

    /// <summary>False for what <see cref="Write"/> cannot have written.</summary>
    public static bool TryRead(string text, out EventPlace place)
    {
        place = default;
        if (!Base64Url.IsValid(text, out int length) || length <= Head)
        {
            return false;
        }

        byte[] cursor = Base64Url.DecodeFromChars(text);
        long receivedAt = BinaryPrimitives.ReadInt64BigEndian(cursor.AsSpan(1));
        if (cursor[0] != Form || receivedAt < 0 || receivedAt > DateTimeOffset.MaxValue.UtcTicks)
        {
            return false;
        }

        place = new EventPlace(receivedAt, Encoding.UTF8.GetString(cursor, Head, cursor.Length - Head));
        return true;
    }
}
