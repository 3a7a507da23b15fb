//! The macro that makes a struct a request.

/// Makes a struct a request, or an object in one: a constructor of what is required, setters, and
/// its way into path, query and body; and for an operation its builder.
///
/// Every field is an `Option`, since a builder fills them one by one; one that is required and not
/// given keeps the request from being sent. The table beside the struct has its fields with their
/// places and their names on the wire; one with a type is required, one behind a `?` is not. The
/// places are the variants of [`Place`](crate::wire::Place). Behind the name may stand the style in
/// which the field is written, as in [`record!`](crate::record!).
///
/// Through serde a request is the JSON object of all its fields, wherever they go when it is sent;
/// for formats other than JSON see [Formats](crate::wire#formats).
///
/// The macro takes the struct in, so that the documentation of a field is also that of its setters.
///
/// All that the macros of this crate make is `#[inline]`: a program compiles the operations that it
/// calls and none of the others.
///
/// ```
/// use venue_core::Decimal;
///
/// venue_core::request! {
///     /// An order in a batch.
///     pub struct BatchOrder {
///         /// Quantity, in base coin.
///         pub size: Option<Decimal>,
///         /// Price, in quote coin. Default: that of the market.
///         pub price: Option<Decimal>,
///     }
///     fields { body size: Decimal = "size", body ?price = "price" }
/// }
///
/// let order = BatchOrder::new("0.1").price("27000.50");
/// assert_eq!(serde_json::to_string(&order).unwrap(), r#"{"size":"0.1","price":"27000.50"}"#);
/// assert_eq!(serde_json::from_str::<BatchOrder>(r#"{"size":0.1,"price":"27000.50"}"#).unwrap(), order);
///
/// // What does not fit is kept, and said when the request is to be sent or serialised.
/// let error = serde_json::to_string(&BatchOrder::new("much")).unwrap_err();
/// assert!(error.to_string().contains("`size`: \"much\""), "{error}");
/// ```
#[macro_export]
macro_rules! request {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: Option<$type:ty>,)* }
        fields { $($table:tt)* }
        $(id $id:ident)?
        $(ids $ids:ident.$each:ident)?
        $(#[$builder_meta:meta])*
        builder $builder:ident: $operation:ident -> $payload:ty
    ) => {
        $crate::request! {
            $(#[$meta])*
            pub struct $name { $($(#[$field_meta])* pub $field: Option<$type>,)* }
            fields { $($table)* }
            $(id $id)?
            $(ids $ids.$each)?
        }
        $crate::request! {
            @builder $(#[$builder_meta])* $builder: $operation -> $payload
            { request: $name, $($(#[$field_meta])* $field: $type,)* }
        }

        impl $builder<'_> {
            /// Takes a request that was made beforehand, in place of all that has been set.
            #[inline]
            pub fn request(mut self, request: $name) -> Self {
                self.request = request;
                self
            }
        }
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: Option<$type:ty>,)* }
        fields { $(
            $place:ident $(? $opt:ident)? $($req:ident: $req_type:ty)? = $wire:literal
            $(as $style:ident)?
        ),* $(,)? }
        $(id $id:ident)?
        $(ids $ids:ident.$each:ident)?
        $(list $list:literal)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* pub $field: Option<$type>,)*
            misuse: $crate::parameters::Misuse,
        }

        impl $name {
            /// Makes a request of what is required.
            #[must_use]
            #[allow(clippy::too_many_arguments, clippy::new_without_default)]
            #[inline]
            pub fn new($($($req: impl $crate::Argument<$req_type>,)?)*) -> Self {
                Self::default()$($(.$req($req))?)*
            }

            /// Checks that what is required is given and that all that is given fits.
            ///
            /// # Errors
            /// Names all fields that keep the request from being sent.
            #[inline]
            pub fn check(&self) -> Result<(), $crate::Error> {
                match $crate::wire::Wire::misuse(self) {
                    None => Ok(()),
                    Some(why) => Err($crate::Error::invalid_request(format!("parameter {why}"))),
                }
            }

            $(
                $(#[$field_meta])*
                #[must_use]
                #[inline]
                pub fn $field(mut self, value: impl $crate::Argument<$type>) -> Self {
                    self.misuse.set(stringify!($field), &mut self.$field, value);
                    self
                }
            )*
        }

        impl ::std::fmt::Debug for $name {
            /// Shows what is given.
            #[inline]
            fn fmt(&self, to: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::record::debug(self, to)
            }
        }

        impl $crate::record::Record for $name {
            #[inline]
            fn blank() -> Self {
                Self::default()
            }

            $crate::record!(@slots_mut $($($opt)? $($req)?)*);
        }

        $crate::record! { @fields $name [$crate::record!(@layout $($list)?)]
            $(($place $(? $opt)? $($req)? = $wire [$($style)?]))*
            misuse misuse
            $(id $id)?
            $(ids $ids.$each)?
        }
        $crate::record!(@serde $name);
    };
    (
        @builder $(#[$meta:meta])* $builder:ident: $operation:ident -> $payload:ty
        { request: $request:ty, $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct $builder<'a> {
            call: $crate::Call<'a>,
            request: $request,
        }

        impl<'a> $builder<'a> {
            #[inline]
            pub(crate) fn new(transport: &'a $crate::Transport) -> Self {
                let call = $crate::Call::new(transport, &$operation);
                Self { call, request: Default::default() }
            }

            $(
                $(#[$field_meta])*
                #[inline]
                pub fn $field(mut self, value: impl $crate::Argument<$type>) -> Self {
                    let request = &mut self.request;
                    request.misuse.set(stringify!($field), &mut request.$field, value);
                    self
                }
            )*

            /// Sets the time allowed and whether to retry, for this call only.
            #[inline]
            pub fn options(mut self, options: $crate::CallOptions) -> Self {
                self.call.set_options(options);
                self
            }

            /// Sends the request.
            ///
            /// # Errors
            /// See [`Error`]($crate::Error); [`Error::outcome`]($crate::Error::outcome) says
            /// whether the exchange may have acted.
            #[inline]
            pub fn send(
                self,
            ) -> impl Future<Output = Result<$crate::Response<$payload>, $crate::Error>> + Send + use<'a>
            {
                self.call.send(&self.request)
            }
        }
    };
    // An operation that takes nothing has a builder alone.
    ($(#[$meta:meta])* builder $builder:ident: $operation:ident -> $payload:ty) => {
        $crate::request! { @builder $(#[$meta])* $builder: $operation -> $payload { request: (), } }
    };
}
